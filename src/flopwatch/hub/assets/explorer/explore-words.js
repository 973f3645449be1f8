// The explorer's words: figures, the trend as a sentence, titles, names of eras, text cut to a length.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const {doublingMonths, factorOf} = F.stats;
  const {gettext, ngettext} = globalThis.flopwatchWords;

  const MONTHS = [
    gettext('January'), gettext('February'), gettext('March'), gettext('April'), gettext('May'), gettext('June'), gettext('July'),
    gettext('August'), gettext('September'), gettext('October'), gettext('November'), gettext('December'),
  ];
  const eraWords = (era) => {
    const [year, m] = era.split('-').map(Number);
    return m ? gettext('%(month)s %(year)s', {month: MONTHS[m - 1], year}) : String(year);
  };
  function eraName(eras, place) {
    if (place === 0) return gettext('Before %(date)s', {date: eraWords(eras[0])});
    if (place === eras.length) return gettext('From %(date)s', {date: eraWords(eras[place - 1])});
    return gettext('%(low)s to %(high)s', {low: eraWords(eras[place - 1]), high: eraWords(eras[place])});
  }

  // ------------------------------------------------------------------ words
  // The same as Python's format(x, '.2g') for these sizes: significant digits, never an exponent.
  function digits(value, significant = 2) {
    if (!Number.isFinite(value)) return '∞';
    if (value >= 1e6) return value.toExponential(significant - 1).replace('e+', 'e');
    const rounded = Number(value.toPrecision(significant)); // 9.96 is 10, not 10.0
    const places = Math.max(0, significant - 1 - Math.floor(Math.log10(Math.abs(rounded) || 1)));
    return rounded.toFixed(Math.min(places, 8));
  }
  const YEARS_FROM = 36; // months: a longer time is given in years
  const inYears = (m) => m !== null && m >= YEARS_FROM;
  const months = (m) => (m === null ? gettext('never') : inYears(m) ? gettext('%(number)s years', {number: digits(m / 12)}) : gettext('%(number)s months', {number: digits(m)}));
  // "6.5 to 7.7" if the figure before it already has the unit.
  function monthsBetween(low, high, said) {
    const unit = inYears(said) ? 12 : 1, alike = [low, high].every((m) => m !== null && inYears(m) === inYears(said));
    const [a, b] = alike ? [digits(low / unit), digits(high / unit)] : [months(low), months(high)];
    return gettext('%(low)s to %(high)s', {low: a, high: b});
  }

  // The reason why there is no trend, by the word from explore-stats.js.
  function reason(fit) {
    if (fit.reason === 'few' && fit.top && fit.since) {
      const of = {top: fit.top, year: Math.floor(fit.since)};
      return ngettext('%(count)s model in the top %(top)s at release since %(year)s is too few', '%(count)s models in the top %(top)s at release since %(year)s are too few', fit.n, of);
    }
    if (fit.reason === 'few') return ngettext('%(count)s model is too few', '%(count)s models are too few', fit.n);
    return fit.reason === 'one date' ? gettext('all models have the same date') : gettext('too close together');
  }

  // The sample of a fit: which models, how many, of how many organisations.
  function sample(fit) {
    const of = {models: fit.n.toLocaleString('en'), organisations: fit.clusters, r2: fit.r2.toFixed(2), top: fit.top, year: fit.since === undefined || fit.since === null ? '' : Math.floor(fit.since)};
    if (fit.top && of.year) {
      return fit.units === fit.n ? gettext('top %(top)s at release since %(year)s, n = %(models)s, R² = %(r2)s', of)
        : gettext('top %(top)s at release since %(year)s, n = %(models)s of %(organisations)s organisations, R² = %(r2)s', of);
    }
    return fit.units === fit.n ? gettext('n = %(models)s, R² = %(r2)s', of) : gettext('n = %(models)s of %(organisations)s organisations, R² = %(r2)s', of);
  }
  // What grows, if one trend is the page's sentence: it names its sample, because each sample grows at its own rate.
  function aloneWords(fit, up, speed) {
    if (fit.kind === 'frontier' && fit.top) return up ? gettext('%(what)s at the frontier grows %(factor)s× per year', speed) : gettext('%(what)s at the frontier shrinks to %(factor)s× per year', speed);
    if (fit.kind === 'frontier') return up ? gettext('%(what)s of record-setters grows %(factor)s× per year', speed) : gettext('%(what)s of record-setters shrinks to %(factor)s× per year', speed);
    return up ? gettext('%(what)s of all models shown grows %(factor)s× per year', speed) : gettext('%(what)s of all models shown shrinks to %(factor)s× per year', speed);
  }

  // The sentence of the trend in parts: quantity, rate, rest.
  function sentence(trend, state, quantities) {
    const about = quantities.find((q) => q[0] === state.y), other = quantities.find((q) => q[0] === state.x);
    const {fit} = trend;
    const who = [trend.name, trend.era].filter(Boolean).join(', ');
    if (fit.reason) return {who, main: who ? gettext('no trend: %(reason)s.', {reason: reason(fit)}) : gettext('No trend: %(reason)s.', {reason: reason(fit)}), rest: ''};
    const count = sample(fit);
    const what = gettext(about[3]); // with several trends the title names what grows
    if (other) {
      const power = {what, power: fit.slope.toFixed(2), other: gettext(other[2]).toLowerCase()}, up = fit.slope >= 0;
      const alone = up ? gettext('%(what)s grows with %(other)s to the power %(power)s', power) : gettext('%(what)s falls with %(other)s to the power %(power)s', power);
      const named = up ? gettext('grows with %(other)s to the power %(power)s', power) : gettext('falls with %(other)s to the power %(power)s', power);
      return {who, main: who ? named : alone, rest: gettext('(90%%: %(low)s to %(high)s), %(count)s.', {low: fit.low.toFixed(2), high: fit.high.toFixed(2), count})};
    }
    const [low, factor, high] = [fit.low, fit.slope, fit.high].map(factorOf).map((f) => digits(f));
    const speed = {what, factor}, up = fit.slope >= 0;
    const alone = aloneWords(fit, up, speed);
    const named = up ? gettext('grows %(factor)s× per year', speed) : gettext('shrinks to %(factor)s× per year', speed);
    const doubling = doublingMonths(fit.slope);
    const pace = {low, high, count, time: months(doubling), between: doubling === null ? '' : monthsBetween(doublingMonths(fit.high), doublingMonths(fit.low), doubling)};
    const rest = doubling === null ? gettext('(90%%: %(low)s to %(high)s); %(count)s.', pace)
      : gettext('(90%%: %(low)s to %(high)s), doubling every %(time)s (%(between)s); %(count)s.', pace);
    return {who, main: who ? named : alone, rest};
  }

  const title = (state, quantities) => {
    const of = (id) => gettext(quantities.find((q) => q[0] === id)[2]);
    return state.x === 'date' ? gettext('%(what)s of AI models', {what: of(state.y)}) : gettext('%(what)s against %(other)s', {what: of(state.y), other: of(state.x).toLowerCase()});
  };

  // Direction marks and control characters must not appear on a canvas or in a file's name.
  const clean = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, ' ').replace(/\s+/g, ' ').trim();
  function cut(text, most) {
    const letters = Array.from(clean(text));
    return letters.length <= most ? letters.join('') : `${letters.slice(0, most - 1).join('')}…`;
  }

  F.words = {cut, digits, eraName, reason, sentence, title};
})();
