// Search: a box on every page. Its list and its ranking are loaded when it is first used; it works without a server.
(function () {
  'use strict';
  const form = document.getElementById('find');
  if (!form) return;
  const {gettext, ngettext, recorded} = globalThis.flopwatchWords;
  const input = document.getElementById('find-words'), list = document.getElementById('find-list');
  const note = document.getElementById('find-note'), page = document.getElementById('search-found');
  const root = form.dataset.root, MOST = 8, MOST_ON_PAGE = 200;
  let loading = null, chosen = -1;

  function load(name) {
    return new Promise((done, failed) => {
      const script = document.createElement('script');
      script.src = root + name;
      script.onload = done;
      script.onerror = () => failed(new Error(name));
      document.head.append(script);
    });
  }
  const ready = () => loading || (loading = Promise.all([load('assets/search-ranking.js'), load('search-data.js')]));

  // What a query finds, or the nearest names where it finds nothing.
  function answer(words) {
    const {items} = globalThis.flopwatchSearch, {ranked, nearNames} = globalThis.flopwatchRanking;
    const found = ranked(items, words);
    return {near: !found.length, found: (found.length ? found : nearNames(items, words)).map((at) => items[at])};
  }
  function words(near, count, asked) {
    if (!near) return ngettext('%(count)s found', '%(count)s found', count);
    return count ? gettext('Nothing is called “%(words)s”. Names like it:', {words: asked}) : gettext('Nothing is called “%(words)s”, and no name is like it.', {words: asked});
  }
  function made(tag, className, text) {
    const node = document.createElement(tag);
    node.className = className;
    node.textContent = text;
    node.dir = 'auto';
    return node;
  }
  const parts = ([kind, name, , , about]) => {
    const shown = about ? [made('span', 'find-about', about)] : [];
    if (kind === 'rule' || kind === 'threshold') shown.forEach(recorded);
    return [made('span', 'find-name', name), made('span', 'find-kind', globalThis.flopwatchSearch.kinds[kind]), ...shown];
  };
  function option(item, at) {
    const node = document.createElement('li');
    node.role = 'option';
    node.id = `find-${at}`;
    node.dataset.to = root + item[2];
    node.setAttribute('aria-selected', 'false');
    node.append(...parts(item));
    return node;
  }
  function close() {
    list.hidden = true;
    chosen = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }
  function choose(at) {
    const options = list.querySelectorAll('[role=option]');
    if (!options.length) return;
    chosen = (at + options.length) % options.length;
    options.forEach((one, place) => one.setAttribute('aria-selected', String(place === chosen)));
    input.setAttribute('aria-activedescendant', options[chosen].id);
    options[chosen].scrollIntoView({block: 'nearest'});
  }
  const failed = () => (note.textContent = gettext('The list of the search could not be loaded.'));
  function suggest() {
    const asked = input.value.trim();
    if (!asked) {
      note.textContent = '';
      return close();
    }
    return ready().then(() => {
      if (asked !== input.value.trim()) return;
      const {near, found} = answer(asked);
      list.replaceChildren(...found.slice(0, MOST).map(option));
      if (near) {
        const heading = made('li', 'find-about', words(near, found.length, asked));
        heading.role = 'option';
        heading.id = 'find-none';
        heading.dataset.to = `${root}search.html?q=${encodeURIComponent(asked)}`;
        heading.setAttribute('aria-selected', 'false');
        list.prepend(heading);
      }
      note.textContent = words(near, found.length, asked);
      chosen = -1;
      list.hidden = false;
      input.setAttribute('aria-expanded', 'true');
    }).catch(failed);
  }
  function open() {
    const options = list.querySelectorAll('[role=option]');
    const asked = input.value.trim();
    if (!asked) return;
    location.href = chosen >= 0 && options[chosen] ? options[chosen].dataset.to : `${root}search.html?q=${encodeURIComponent(asked)}`;
  }
  function fillPage() {
    const asked = (new URLSearchParams(location.search).get('q') || '').slice(0, 100).trim();
    input.value = asked;
    if (!asked) return;
    ready().then(() => {
      const {near, found} = answer(asked);
      document.getElementById('search-said').textContent = words(near, found.length, asked);
      page.replaceChildren(...found.slice(0, MOST_ON_PAGE).map((item) => {
        const node = document.createElement('li'), link = made('a', '', item[1]), [, kind, ...about] = parts(item);
        link.href = root + item[2];
        node.append(link, ' ', kind, ...about.flatMap((one) => [' · ', one]));
        return node;
      }));
    }).catch(failed);
  }

  input.addEventListener('focus', () => ready().catch(failed));
  input.addEventListener('input', suggest);
  input.addEventListener('keydown', (event) => {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    if (step && !list.hidden) {
      event.preventDefault();
      choose(chosen < 0 && step < 0 ? -1 : chosen + step);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    open();
  });
  list.addEventListener('mousedown', (event) => {
    const one = event.target.closest('[role=option]');
    if (one) location.href = one.dataset.to;
  });
  form.addEventListener('focusout', (event) => form.contains(event.relatedTarget) || close());
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, textarea, select, [contenteditable]');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  if (page) fillPage();
})();
