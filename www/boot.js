// Starts the page, or says in #start why it can't be started and what to do.
// It is no module, so that it runs even where modules don't; Trunk names the hashed files of the page in its attributes.
{
  const { js, wasm } = document.currentScript.dataset;
  const root = document.documentElement;
  const start = document.getElementById("start");

  const explain = (happened, todo, detail) => {
    root.dataset.state = "failed";
    start.setAttribute("role", "alert");
    start.replaceChildren(
      ...[happened, todo, detail].filter(Boolean).map((text) => {
        const paragraph = document.createElement("p");
        paragraph.textContent = text;
        return paragraph;
      }),
    );
  };

  // The smallest module with a 128-bit SIMD instruction: `i8x16.splat` and `i8x16.popcnt` in one function.
  const hasSimd = () =>
    WebAssembly.validate(
      new Uint8Array([
        0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11,
      ]),
    );

  // What the link says of a setting.
  const asked = (key) => new URLSearchParams(location.hash.replace(/^#\d+\./, "")).get(key);

  // English, and the languages that there are words in.
  const LANGUAGES = ["en", "zh-CN", "de", "es", "ja"];

  // The language that the link forces, or the first of the browser's that is known, of whatever country. The page asks this too.
  globalThis.chooseLanguage = () => {
    const plain = (tag) => tag.split("-")[0].toLowerCase();
    const same = (tag) => LANGUAGES.find((known) => known === tag);
    const near = (tag) => same(tag) ?? LANGUAGES.find((known) => plain(known) === plain(tag));
    return same(asked("lang")) ?? navigator.languages.map(near).find(Boolean) ?? "en";
  };

  // What stands there until the page is, in this language alone.
  const greetings = [...start.querySelectorAll("[lang]")];
  for (const greeting of greetings) greeting.hidden = greeting.lang !== globalThis.chooseLanguage();

  // Filled in when the site is put together: the build of the workers, and the bytes of the wasm files of page and CPU worker. A site for
  // development has nothing packed in it.
  const WORKER_BUILD = "development";
  const NUM_BYTES = 0;

  // What the service worker has kept is there at once, and unpacked.
  const isKept = () => Boolean(navigator.serviceWorker?.controller);

  // How much of these bytes has come.
  const bar = start.querySelector("progress");
  let numCome = 0;
  const counted = () =>
    new TransformStream({
      transform(chunk, controller) {
        numCome += chunk.length;
        bar.value = numCome / NUM_BYTES;
        bar.nextElementSibling.textContent = `${Math.round(100 * bar.value)} %`;
        controller.enqueue(chunk);
      },
    });

  // Beside each large file lies a packed one, for hosts that do not compress: how the page itself has come tells what this one does.
  const [{ encodedBodySize, decodedBodySize } = {}] = performance.getEntriesByType("navigation");
  const isPacked = NUM_BYTES > 0 && encodedBodySize === decodedBodySize && Boolean(globalThis.DecompressionStream);
  const fetchFile = async (url, isCounted) => {
    const packed = new URL(url);
    packed.pathname += ".gz";
    let mustUnpack = isPacked && !isKept();
    let answer = await fetch(mustUnpack ? packed : url);
    if (mustUnpack && !answer.ok) {
      mustUnpack = false;
      answer = await fetch(url);
    }
    // Where the host says how it is packed, the browser has unpacked it.
    mustUnpack &&= !answer.headers.has("content-encoding");
    const mustCount = isCounted && NUM_BYTES > 0 && !isKept();
    if (!answer.ok || !(mustUnpack || mustCount)) return answer;
    const unpacked = mustUnpack ? answer.body.pipeThrough(new DecompressionStream("gzip")) : answer.body;
    const body = mustCount ? unpacked.pipeThrough(counted()) : unpacked;
    return new Response(body, { headers: { "content-type": "application/wasm" } });
  };

  // Fetches the words of the language chosen for all parts of the page; what does not arrive is said in English.
  const fetchWords = async () => {
    const language = chooseLanguage();
    root.dataset.language = language;
    if (language === "en") return;
    const answer = await fetchFile(new URL(`./words/${language}.po`, document.baseURI));
    if (!answer.ok) return;
    globalThis.ganglionWords = await answer.text();
    root.lang = language;
  };

  // A text of these scripts in that language; translators' tools wrap the parts of its entry into several lines.
  globalThis.say = (text) => {
    const lines = globalThis.ganglionWords?.replace(/\r/g, "").replace(/"\n"/g, "");
    const entry = lines?.split(`\nmsgid ${JSON.stringify(text)}\nmsgstr `)[1];
    return (entry && JSON.parse(entry.split("\n", 1)[0])) || text;
  };

  // A page inside another has no frame of its own from the first; the teaching module keeps this in step.
  root.dataset.frame = asked("frame") ?? "page";

  // A file of ours with its build in the address, which keeps a cache from mixing versions.
  const at = (file, build) => new URL(`./${file}?v=${build}`, document.baseURI);

  // A worker that runs what the page has compiled. None where its wasm file did not come: the worker then fetches it, and says what is wrong.
  let words;
  const begin = (name, build, compiled, link) => {
    const worker = new Worker(at("start_worker.js", build), { type: "module", name });
    Promise.all([compiled.catch(() => undefined), words]).then(([module]) => {
      worker.postMessage({ module, words: globalThis.ganglionWords, language: root.dataset.language, link });
    });
    return worker;
  };
  const compile = (name, build, isCounted) =>
    WebAssembly.compileStreaming(fetchFile(at(`${name}_bg.wasm`, build), isCounted));

  // The wasm file of the CPU worker, compiled once for all of them; and the first of them, which starts before the page is there and is given
  // its link. What it says until the page listens is kept.
  let compiledWorker;
  let early;
  const beginEarly = () => {
    compiledWorker = compile("worker", WORKER_BUILD, true);
    // Said by the worker that can't start without it.
    compiledWorker.catch(() => {});
    const heard = [];
    const worker = begin("worker", WORKER_BUILD, compiledWorker, location.hash);
    worker.onmessage = worker.onerror = (event) => heard.push(event);
    early = { worker, heard };
  };

  // Starts a worker for the page or a module of it.
  globalThis.startWorker = (name, build) => {
    const isOurs = name === "worker" && build === WORKER_BUILD;
    if (!isOurs || !early) return begin(name, build, isOurs ? compiledWorker : compile(name, build));
    const { worker, heard } = early;
    early = undefined;
    // Once it is listened to.
    queueMicrotask(() => heard.forEach((event) => worker.dispatchEvent(new event.constructor(event.type, event))));
    return worker;
  };

  const boot = async () => {
    if (location.protocol === "file:") {
      explain(
        "This page was opened as a file, and browsers start WebAssembly and workers only from a server.",
        "Run `cargo xtask serve` and open the address that it prints, or put the folder on any web server.",
      );
      return;
    }
    words = fetchWords().catch(() => {});
    if (typeof WebAssembly !== "object" || !hasSimd()) {
      await words;
      explain(
        typeof WebAssembly === "object"
          ? say("This browser's WebAssembly has no SIMD instructions, which the training needs.")
          : say("WebAssembly is switched off or missing in this browser."),
        say("Use a Chrome, Edge or Firefox of 2023 or later, or Safari 16.4 or later. If you use a lockdown or strict security mode, allow WebAssembly for this site."),
      );
      return;
    }
    try {
      // A browser without module workers says so when the page starts one.
      try {
        beginEarly();
      } catch {}
      const file = fetchFile(new URL(wasm, document.baseURI), true);
      file.catch(() => {});
      const [page] = await Promise.all([import(new URL(js, document.baseURI)), words]);
      await page.default({ module_or_path: file });
      start.remove();
    } catch (error) {
      await words;
      explain(
        navigator.onLine
          ? say("Ganglion could not start: one of its files did not arrive, or it failed at once.")
          : say("Ganglion could not start because this machine is offline."),
        say("Load the page again. If that doesn't help, empty the browser's cache for this site. Your link keeps all settings."),
        say("In detail: {error}").replace("{error}", () => error),
      );
      console.error(error);
    }
  };

  // WebAssembly modules that the page asks for once it has begun: figures (with the networks of earlier visits), teaching (lessons, sharing),
  // and with either of the sections Cell and Images what stands in both, sections (the live cell, pictures to look at); recordings when
  // one is opened. What failed is tried again.
  const modules = (globalThis.ganglionModules = {});
  globalThis.loadModule = (name, build) => {
    modules[name] ??= import(at(`${name}.js`, build)).then(async (module) => {
      await module.default({ module_or_path: fetchFile(at(`${name}_bg.wasm`, build)) });
      return module;
    });
    modules[name].catch(() => delete modules[name]);
    return modules[name];
  };

  boot();
}
