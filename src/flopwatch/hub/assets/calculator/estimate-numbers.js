// Numbers in Python's format: the formats of domain/figures.py, to the last digit.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});

  // %g with a given number of digits; exact ties round to even, as in Python.
  function general(value, digits) {
    if (value === 0) return '0';
    const [mantissa, exponent] = rounded(Math.abs(value), digits);
    const sign = value < 0 ? '-' : '';
    const stripped = mantissa.replace(/0+$/, '') || '0';
    if (exponent < -4 || exponent >= digits) {
      const rest = stripped.slice(1);
      const size = String(Math.abs(exponent)).padStart(2, '0');
      return `${sign}${stripped[0]}${rest ? '.' + rest : ''}e${exponent < 0 ? '-' : '+'}${size}`;
    }
    if (exponent < 0) return `${sign}0.${'0'.repeat(-exponent - 1)}${stripped}`;
    const whole = stripped.slice(0, exponent + 1).padEnd(exponent + 1, '0');
    const part = stripped.slice(exponent + 1);
    return sign + whole + (part ? '.' + part : '');
  }
  // The digits of a rounded number, half to even on the exact decimal expansion, and its exponent of ten.
  function rounded(value, digits) {
    const [all, tail] = value.toExponential(60).split('e');
    let exponent = Number(tail);
    const every = all.replace('.', '');
    let kept = every.slice(0, digits);
    const rest = every.slice(digits);
    const half = '5' + '0'.repeat(rest.length - 1);
    if (rest > half || (rest === half && Number(kept[digits - 1]) % 2 === 1)) {
      const up = (BigInt(kept) + 1n).toString();
      if (up.length > digits) exponent += 1;
      kept = up.slice(0, digits);
    }
    return [kept, exponent];
  }
  // 9.3e25, 0.23, 182
  function digits(value, count = 2) {
    const [mantissa, exponent] = general(value, count).split('e');
    return exponent === undefined ? mantissa : `${mantissa}e${Number(exponent)}`;
  }
  // 405e9, 15.6e12
  function short(value) {
    for (const exponent of [15, 12, 9, 6, 3]) {
      if (value >= 10 ** exponent && value < 10 ** (exponent + 3)) return `${general(value / 10 ** exponent, 4)}e${exponent}`;
    }
    return digits(value, 3);
  }
  // 3.8e25 with one decimal always
  function scientific(value) {
    const [kept, exponent] = rounded(value, 2);
    const size = String(Math.abs(exponent)).padStart(2, '0');
    return `${kept[0]}.${kept[1]}e${exponent < 0 ? '-' : ''}${size}`;
  }
  function fixed(value, places) {
    if (value === 0) return (0).toFixed(places);
    const size = Math.floor(Math.log10(Math.abs(value)));
    const wanted = size + 1 + places;
    if (wanted < 1) return (0).toFixed(places);
    const [kept, exponent] = rounded(Math.abs(value), wanted);
    const text = kept.padEnd(Math.max(exponent + 1, 1) + places, '0');
    const whole = exponent >= 0 ? text.slice(0, exponent + 1) : '0';
    const part = exponent >= 0 ? text.slice(exponent + 1, exponent + 1 + places) : ('0'.repeat(-exponent - 1) + text).slice(0, places);
    return (value < 0 ? '-' : '') + whole + (places ? '.' + part.padEnd(places, '0') : '');
  }
  function percent(p) {
    if (p > 0.999) return '> 99.9%';
    if (p < 0.001) return '< 0.1%';
    return `= ${general(p * 100, 3)}%`;
  }

  F.numbers = {general, digits, short, fixed, rounded, scientific, percent};
})();
