// Shows a page of our own where there is no connection. Keeps that page and what it is drawn with;
// never a page with data, never an answer of the site.
"use strict";
const CACHE = "offline-{{ version }}";
const PAGE = "{{ page }}";
const ASSETS = [{% for asset in assets %}"{{ asset }}"{% if not forloop.last %}, {% endif %}{% endfor %}];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([PAGE, ...ASSETS])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)))));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(async () => {
      const kept = await caches.match(PAGE);
      return kept ? new Response(kept.body, { status: 503, headers: kept.headers }) : Response.error();
    }));
  } else if (request.method === "GET" && ASSETS.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
