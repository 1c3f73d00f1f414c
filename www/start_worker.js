// Starts a worker of any kind: start_worker.js?name=worker|worker_analysis|worker_pictures|worker_recordings|worker_gpu&v=<build>&lang=<tag>[&compiled].
// The build in each URL keeps a cache from mixing versions. What fails here is posted as { startFailed }, since
// the worker that would report it is not running yet.

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

// What the page has compiled already, if it says that it has: its first message.
const query = new URL(self.location.href).searchParams;
const compiled = query.has("compiled")
  ? new Promise((resolve) => self.addEventListener("message", ({ data }) => resolve(data), { once: true }))
  : undefined;

const start = async () => {
  const name = query.get("name");
  const names = ["worker", "worker_analysis", "worker_pictures", "worker_recordings", "worker_gpu"];
  if (!names.includes(name)) throw new Error(`there is no worker "${name}"`);
  if (name === "worker_gpu") {
    count("GPUComputePassEncoder", "dispatchWorkgroups", "ganglionGpuDispatches");
    count("GPUComputePassEncoder", "dispatchWorkgroupsIndirect", "ganglionGpuDispatches");
    count("GPUQueue", "submit", "ganglionGpuSubmits");
  }
  const url = (file) => new URL(`./${file}?${new URLSearchParams({ v: query.get("v") ?? "" })}`, import.meta.url);
  const language = query.get("lang") ?? "en";
  // What is said of recordings stands in files of its own. What does not arrive is said in English.
  const folder = name === "worker_recordings" ? "words/recordings" : "words";
  const words = language === "en" ? undefined : fetch(url(`${folder}/${language}.po`)).then((answer) => answer.ok ? answer.text() : undefined);
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
  const worker = await import(url(`${name}.js`));
  self.ganglionWords = await words?.catch(() => undefined);
  await worker.default({ module_or_path: (await compiled) ?? url(`${name}_bg.wasm`) });
};

start().catch((error) => self.postMessage({ startFailed: String(error) }));
