// Python's formats of numbers, to the last digit: 'g', 'e' and 'f', with a precision.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});

  // The digits of a number rounded half to even on its exact decimal expansion, and its exponent of ten.
  function rounded(value, digits) {
    const [all, tail] = value.toExponential(60).split('e');
    const every = all.replace('.', ''), rest = every.slice(digits), half = '5'.padEnd(rest.length, '0');
    let kept = every.slice(0, digits), exponent = Number(tail);
    if (rest > half || (rest === half && Number(kept[digits - 1]) % 2 === 1)) {
      const up = (BigInt(kept) + 1n).toString();
      if (up.length > digits) exponent += 1;
      kept = up.slice(0, digits);
    }
    return [kept, exponent];
  }
  const power = (exponent) => `e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const pointed = (digits) => (digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits);

  function general(value, digits) {
    const [kept, exponent] = rounded(value, digits), bare = kept.replace(/0+$/, '') || '0';
    if (exponent < -4 || exponent >= digits) return pointed(bare) + power(exponent);
    if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${bare}`;
    const whole = bare.slice(0, exponent + 1).padEnd(exponent + 1, '0'), part = bare.slice(exponent + 1);
    return whole + (part && `.${part}`);
  }
  function fixed(value, places) {
    const wanted = value ? Math.floor(Math.log10(value)) + 1 + places : 0;
    if (wanted < 1) return (value * 10 ** places > 0.5 ? 10 ** -places : 0).toFixed(places);
    const [kept, exponent] = rounded(value, wanted), digits = kept.padEnd(exponent + 1 + places, '0');
    const all = exponent < 0 ? '0'.repeat(-exponent) + kept : digits, whole = Math.max(exponent, 0) + 1;
    return all.slice(0, whole) + (places ? `.${all.slice(whole, whole + places).padEnd(places, '0')}` : '');
  }
  function formatted(value, spec) {
    const [, precision, kind] = /^(?:\.([0-9]+))?([gef])$/.exec(spec), digits = Number(precision ?? 6);
    const size = Math.abs(value), sign = value < 0 ? '-' : '';
    if (kind === 'f') return sign + fixed(size, digits);
    if (kind === 'g') return sign + (size ? general(size, digits || 1) : '0');
    const [kept, exponent] = rounded(size, digits + 1);
    return sign + pointed(kept) + power(exponent);
  }

  F.formatted = formatted;
})();
