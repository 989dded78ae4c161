// The service worker: where it begins.
