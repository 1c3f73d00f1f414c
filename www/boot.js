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
  const LANGUAGES = ["en", "zh-CN"];

  // The language that the link forces, or the first of the browser's that is known, of whatever country. The page asks this too.
  globalThis.chooseLanguage = () => {
    const plain = (tag) => tag.split("-")[0].toLowerCase();
    const same = (tag) => LANGUAGES.find((known) => known === tag);
    const near = (tag) => same(tag) ?? LANGUAGES.find((known) => plain(known) === plain(tag));
    return same(asked("lang")) ?? navigator.languages.map(near).find(Boolean) ?? "en";
  };

  // Fetches the words of the language chosen for all parts of the page; what does not arrive is said in English.
  const fetchWords = async () => {
    const language = chooseLanguage();
    root.dataset.language = language;
    if (language === "en") return;
    const answer = await fetch(new URL(`./words/${language}.po`, document.baseURI));
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

  const boot = async () => {
    if (location.protocol === "file:") {
      explain(
        "This page was opened as a file, and browsers start WebAssembly and workers only from a server.",
        "Run `cargo xtask serve` and open the address that it prints, or put the folder on any web server.",
      );
      return;
    }
    const words = fetchWords().catch(() => {});
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
      const page = await import(new URL(js, document.baseURI));
      await words;
      await page.default({ module_or_path: new URL(wasm, document.baseURI) });
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

  // The wasm file of the CPU worker, compiled once for all workers; it is fetched while the page starts, once the page's own has come.
  // The build is filled in when the site is put together, as in the address that a worker fetches it from by itself.
  const WORKER_BUILD = "development";
  let pageCame;
  const pageHasCome = new Promise((resolve) => (pageCame = resolve));
  new PerformanceObserver((list) => {
    if (list.getEntries().some(({ name }) => name.endsWith(wasm.replace(/^\./, "")))) pageCame();
  }).observe({ type: "resource", buffered: true });
  const compiled = pageHasCome.then(() =>
    WebAssembly.compileStreaming(fetch(new URL(`./worker_bg.wasm?v=${WORKER_BUILD}`, document.baseURI))),
  );
  // None where it did not come: the worker then fetches it, and says what is wrong.
  compiled.catch(() => {});
  globalThis.compiledWorker = (name) => {
    // A browser that is set to tell nothing of what was fetched has told nothing.
    pageCame();
    return name === "worker" ? compiled.catch(() => undefined) : undefined;
  };

  // WebAssembly modules that the page asks for once it has begun: figures (with the networks of earlier visits), teaching (lessons, sharing),
  // and with either of the sections Cell and Images what stands in both, sections (the live cell, pictures to look at); recordings when
  // one is opened. What failed is tried again.
  const modules = {};
  globalThis.loadModule = (name, build) => {
    const at = (file) => new URL(`./${file}?v=${build}`, document.baseURI);
    modules[name] ??= import(at(`${name}.js`)).then(async (module) => {
      await module.default({ module_or_path: at(`${name}_bg.wasm`) });
      return module;
    });
    modules[name].catch(() => delete modules[name]);
    return modules[name];
  };

  boot();
}
