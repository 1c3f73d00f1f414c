// Keeps the site for use without a network. xtask/src/offline.rs writes what is in this version into the constants.
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

// A file's name below the scope, whatever its query says, or nothing if the request is no concern of ours.
const nameOf = ({ method, url }) => {
  const plain = url.split(/[?#]/)[0];
  if (method !== "GET" || !plain.startsWith(scope)) return undefined;
  const name = plain.slice(scope.length) || "index.html";
  return Object.hasOwn(SHELL, name) || Object.hasOwn(LATER, name) ? name : undefined;
};

const digestOf = async (bytes) =>
  [...new Uint8Array(await crypto.subtle.digest("SHA-256", bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// A response with all its bytes, if they are those of the list.
const whole = async (name, response) => {
  const bytes = await response.arrayBuffer();
  if (!response.ok || (await digestOf(bytes)) !== (SHELL[name] ?? LATER[name])) {
    throw new Error(`${name} is not that of version ${VERSION}`);
  }
  const headers = new Headers(response.headers);
  // The bytes are plain by now, and a cache takes nothing that varies with everything.
  for (const header of ["content-encoding", "content-length", "vary"]) headers.delete(header);
  return new Response(bytes, { headers });
};

const install = async () => {
  // Many hosts answer index.html with a redirection to its folder.
  const arrive = async (name) =>
    whole(name, await fetch(name === "index.html" ? scope : scope + name, { cache: "no-cache" }));
  const names = Object.keys(SHELL);
  const files = await Promise.all(names.map(arrive));
  const cache = await caches.open(CACHE);
  try {
    await Promise.all(names.map((name, index) => cache.put(scope + name, files[index])));
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

// What has arrived is answered at once and kept if it is whole and of this version.
const keep = async (name, response) => {
  const cache = await caches.open(CACHE);
  await cache.put(scope + name, await whole(name, response));
};

const answer = async (event, name) => {
  const kept = await caches.match(scope + name, { cacheName: CACHE });
  // A response of its own takes the address of the request, with the query that start_worker.js reads.
  if (kept) return new Response(kept.body, { headers: kept.headers });
  const response = await fetch(event.request);
  if (Object.hasOwn(LATER, name)) event.waitUntil(keep(name, response.clone()).catch(() => {}));
  return response;
};

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(activate()));
addEventListener("fetch", (event) => {
  const name = nameOf(event.request);
  if (name !== undefined) event.respondWith(answer(event, name));
});
// The page asks for this when a person wants the new version.
addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});
