// Keeps the site for use without a network. xtask/src/offline.rs writes what is in this version into the constants: the digest of
// each file, by the address that the page has it from.
//
// All of SHELL is fetched when a version is installed; if one file is missing, cut off or of another version, none is taken
// and the version before goes on. What is in LATER is kept when it is first used. Nothing else is touched.
const VERSION = "";
const SHELL = {};
const LATER = {};

// Several copies of the site may lie on one origin, each below a path of its own.
const { scope } = self.registration;
const OURS = `ganglion ${scope} `;
const CACHE = OURS + VERSION;

// The digests by name.
const plain = (address) => address.split(/[?#]/)[0];
const byName = (files) => Object.fromEntries(Object.entries(files).map(([address, digest]) => [plain(address), digest]));
const LATER_DIGESTS = byName(LATER);
const DIGESTS = { ...byName(SHELL), ...LATER_DIGESTS };

// A file's name below the scope, whatever its query says, or nothing if it is no concern of ours.
const nameOf = (url) => {
  if (!plain(url).startsWith(scope)) return undefined;
  const name = plain(url).slice(scope.length) || "index.html";
  return Object.hasOwn(DIGESTS, name) ? name : undefined;
};

const digestOf = async (bytes) =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// A response with all its bytes, if they are those of the list.
const whole = async (name, response) => {
  if (!response.ok) throw new Error(`${name} did not come`);
  // A packed file is unpacked here, unless the browser has done so.
  const isPacked = plain(response.url).endsWith(".gz") && !response.headers.has("content-encoding");
  const body = isPacked ? response.body.pipeThrough(new DecompressionStream("gzip")) : response.body;
  const bytes = await new Response(body).arrayBuffer();
  if ((await digestOf(bytes)) !== DIGESTS[name]) throw new Error(`${name} is not that of version ${VERSION}`);
  const headers = new Headers(response.headers);
  // The bytes are plain by now, and a cache takes nothing that varies with everything.
  for (const header of ["content-encoding", "content-length", "vary"]) headers.delete(header);
  if (isPacked) headers.set("content-type", name.endsWith(".wasm") ? "application/wasm" : "text/plain; charset=utf-8");
  return new Response(bytes, { headers });
};

// What the page has fetched is in the browser's cache, by the same address; if that is of another version, or not there, it comes from
// the host.
const arrive = async (address, ending) => {
  const name = plain(address);
  // Many hosts answer index.html with a redirection to its folder.
  const url = (ending) => scope + (name === "index.html" ? "" : name + ending + address.slice(name.length));
  const from = async (ending, cache) => whole(name, await fetch(url(ending), { cache }));
  const fresh = () => from(ending, "no-cache");
  return from(ending, "force-cache").catch(fresh).catch((error) => (ending ? from("", "no-cache") : Promise.reject(error)));
};

const install = async () => {
  // As boot.js: a host that does not compress hands out packed files.
  const { headers } = await fetch(scope, { cache: "force-cache" });
  const ending = headers.has("content-encoding") || !globalThis.DecompressionStream ? "" : ".gz";
  const addresses = Object.keys(SHELL);
  const files = await Promise.all(addresses.map((address) => arrive(address, /\.(wasm|po)\b/.test(address) ? ending : "")));
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(addresses.map((address, index) => cache.put(scope + plain(address), files[index])));
  } catch (error) {
    await caches.delete(CACHE);
    throw error;
  }
};

const activate = async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.clients.claim();
};

// What has arrived is kept if it is whole and of this version.
const keep = async (name, response) => {
  const cache = await caches.open(CACHE);
  await cache.put(scope + name, await whole(name, response));
};

// The same of what the page has fetched before this version was there.
const keepUsed = async (url) => {
  const name = nameOf(url.replace(".gz?", "?"));
  if (Object.hasOwn(LATER_DIGESTS, name)) await keep(name, await fetch(url, { cache: "force-cache" }));
};

const answer = async (event, name) => {
  const kept = await caches.match(scope + name, { cacheName: CACHE });
  // A response of its own takes the address of the request, with its query.
  if (kept) return new Response(kept.body, { headers: kept.headers });
  const response = await fetch(event.request);
  // It is answered at once.
  if (Object.hasOwn(LATER_DIGESTS, name)) event.waitUntil(keep(name, response.clone()).catch(() => {}));
  return response;
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const name = event.request.method === "GET" ? nameOf(event.request.url) : undefined;
  if (name !== undefined) event.respondWith(answer(event, name));
});
// The page asks for this when a person wants the new version; and tells what it has fetched before this one.
addEventListener("message", (event) => {
  if (event.data === "take over") self.skipWaiting();
  else event.waitUntil(Promise.all(event.data.map((url) => keepUsed(url).catch(() => {}))));
});
