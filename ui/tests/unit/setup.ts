// What jsdom lacks and Svelte or bits-ui ask for.
Element.prototype.animate ??= () => ({ cancel() {}, finished: Promise.resolve() }) as unknown as Animation;
Element.prototype.scrollIntoView ??= () => undefined;
