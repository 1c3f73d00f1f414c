// The service worker of a site for development: it keeps nothing. One that an ordinary build left behind at this address is
// replaced by it, with all that it kept, and then there is none.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const leave = async () => {
    const { scope } = self.registration;
    const ours = (await caches.keys()).filter((name) => name.startsWith(`ganglion ${scope} `));
    await Promise.all(ours.map((name) => caches.delete(name)));
    const pages = await self.clients.matchAll({ type: "window" });
    await self.registration.unregister();
    await Promise.all(pages.map((page) => page.navigate(page.url)));
  };
  event.waitUntil(leave());
});
