// Starts a worker of any kind, whose name is that of its wasm file: start_worker.js?v=<build>. The first message of the page is what it has
// for the worker: { module, words, language, link }, each if there is one. The build in each URL keeps a cache from mixing versions. What
// fails here is posted as { startFailed }, since the worker that would report it is not running yet.

// Counts calls of a method of a WebGPU class, where there is one, in a number that Rust can read.
const count = (type, method, counter) => {
  self[counter] ??= 0;
  const original = self[type]?.prototype[method];
  if (original) {
    self[type].prototype[method] = function (...rest) {
      self[counter] += 1;
      return original.apply(this, rest);
    };
  }
};

const first = new Promise((resolve) => self.addEventListener("message", ({ data }) => resolve(data), { once: true }));

const start = async () => {
  const { name } = self;
  const names = ["worker", "worker_analysis", "worker_pictures", "worker_recordings", "worker_gpu"];
  if (!names.includes(name)) throw new Error(`there is no worker "${name}"`);
  if (name === "worker_gpu") {
    count("GPUComputePassEncoder", "dispatchWorkgroups", "ganglionGpuDispatches");
    count("GPUComputePassEncoder", "dispatchWorkgroupsIndirect", "ganglionGpuDispatches");
    count("GPUQueue", "submit", "ganglionGpuSubmits");
  }
  const url = (file) => new URL(`./${file}${self.location.search}`, import.meta.url);
  // Loads what reads a family of formats into the thread of the worker that opens recordings; nothing is given to `then` if it doesn't come.
  self.ganglionReader = async (reader, then) => {
    let module;
    try {
      module = await import(url(`${reader}.js`));
      await module.default({ module_or_path: url(`${reader}_bg.wasm`) });
    } catch {
      module = undefined;
    }
    then(module);
  };
  const [worker, { module, words, language, link }] = await Promise.all([import(url(`${name}.js`)), first]);
  self.ganglionWords = words;
  if (words && name === "worker_recordings") {
    // What is said of recordings stands in files of its own. What does not arrive is said in English.
    const own = fetch(url(`words/recordings/${language}.po`)).then((answer) => (answer.ok ? answer.text() : undefined));
    self.ganglionWords = await own.catch(() => undefined);
  }
  self.ganglionLink = link;
  await worker.default({ module_or_path: module ?? url(`${name}_bg.wasm`) });
};

start().catch((error) => self.postMessage({ startFailed: String(error) }));
