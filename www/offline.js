// Installs the service worker once the page has begun, and offers a new version when one has arrived whole.
// What it says is put into the language of the page by boot.js.
// Without service workers (private windows, plain http) the page works all the same and nothing is said.
{
  const workers = navigator.serviceWorker;

  // Stays empty, and so unseen, until there is something to say: a live region must be there before its text.
  const place = document.createElement("div");
  place.className = "update";
  place.setAttribute("role", "status");

  const offer = (load) => {
    const text = document.createElement("p");
    text.textContent = say("A new version is ready. Your link keeps all settings.");
    const button = document.createElement("button");
    button.className = "primary";
    button.textContent = say("Load it");
    button.addEventListener("click", load);
    place.replaceChildren(text, button);
  };

  // Whether the person here asked for the new version; in another tab of theirs the page must not reload by itself.
  let isAsked = false;
  const takeOver = (registration) => {
    isAsked = true;
    if (registration.waiting) registration.waiting.postMessage("take over");
    else location.reload();
  };

  // What was fetched before the first version was there has come past it: of this, what is kept when it is first used.
  const tellUsed = () => {
    const names = performance.getEntriesByType("resource").map(({ name }) => name).filter((name) => name.includes("_bg.wasm"));
    workers.controller.postMessage([...names, ...names.map((name) => name.replace(/_bg\.wasm(\.gz)?/, ".js"))]);
  };

  const install = async () => {
    // What the page fetches at the moment would be fetched twice.
    await Promise.allSettled(Object.values(globalThis.ganglionModules ?? {}));
    let hasVersion = Boolean(workers.controller);
    document.body.append(place);
    workers.addEventListener("controllerchange", () => {
      if (isAsked) location.reload();
      else if (hasVersion) offer(() => location.reload());
      else tellUsed();
      hasVersion = true;
    });
    const url = new URL("service_worker.js", document.baseURI);
    const registration = await workers.register(url, { updateViaCache: "none" });
    const look = () => {
      if (registration.waiting && workers.controller) offer(() => takeOver(registration));
    };
    registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", look));
    look();
  };

  // Nothing is fetched before the page runs, nor during a first run that does not take long: what that needs comes first. Where the page can't
  // run, only a newer version is of use, and only to who has one.
  const LONGEST_WAIT = 20_000;
  const isBusy = (state) => state === "running" && !workers.controller && performance.now() < LONGEST_WAIT;
  const wait = () => {
    const state = document.documentElement.dataset.state;
    if ((state !== "failed" && document.getElementById("start")) || isBusy(state)) setTimeout(wait, 500);
    else if (document.getElementById("start") && !workers.controller) return;
    else (globalThis.requestIdleCallback ?? setTimeout)(() => install().catch(() => {}));
  };

  if (workers && location.protocol !== "file:") addEventListener("load", wait);
}
