// Evaluates Python functions, which the page carries as syntax trees (hub/functions_as_data.py, hub/syntax_nodes.py).
// A node is a literal, a local name, "@" and the name of something outside the function, or an operation and its operands.
(function () {
  'use strict';
  const F = (globalThis.flopwatch = globalThis.flopwatch || {});
  const nodes = globalThis.flopwatchProgram;
  const BREAK = {}, CONTINUE = {};
  class Instance {} // of a class of the program
  class Keywords {} // the keyword arguments of a call, as its last argument
  class Problem extends Error { // an exception that the program raises
    constructor(kinds, message, more) {
      super(message);
      Object.assign(this, {kinds, slot: '', words: message}, more);
    }
    toString() {
      return this.words;
    }
  }

  // ---------------------------------------------------------------- values

  const isCollection = (value) => value instanceof Map || value instanceof Set;
  const truth = (value) => Boolean(Array.isArray(value) ? value.length : isCollection(value) ? value.size : value);
  const each = (value) => (value instanceof Map ? [...value.keys()] : [...value]);
  function equal(a, b) {
    if (a === b) return true;
    if (!a || !b || typeof a !== 'object' || Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
    if (isCollection(a)) {
      const alike = (key) => b.has(key) && (a instanceof Set || equal(a.get(key), b.get(key)));
      return a.size === b.size && [...a.keys()].every(alike);
    }
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => equal(a[key], b[key]));
  }
  function order(a, b) {
    if (!Array.isArray(a)) return a < b ? -1 : Number(a > b);
    const at = a.findIndex((one, place) => place >= b.length || !equal(one, b[place]));
    return at < 0 ? a.length - b.length : at >= b.length ? 1 : order(a[at], b[at]);
  }
  function contains(all, one) {
    if (isCollection(all)) return all.has(one);
    return Array.isArray(all) ? all.some((other) => equal(one, other)) : all.includes(one);
  }
  const COMPARED = {
    '==': equal, '!=': (a, b) => !equal(a, b), in: (a, b) => contains(b, a), 'not in': (a, b) => !contains(b, a),
    '<': (a, b) => order(a, b) < 0, '>': (a, b) => order(a, b) > 0, '>=': (a, b) => order(a, b) >= 0,
    '<=': (a, b) => (a instanceof Set ? [...a].every((one) => b.has(one)) : order(a, b) <= 0),
  };
  const joined = (a, b) => (isCollection(a) ? new a.constructor([...a, ...b]) : [a, b].flat());
  const BINARY = {
    '+': (a, b) => (Array.isArray(a) ? [...a, ...b] : a + b),
    '-': (a, b) => (a instanceof Set ? new Set([...a].filter((one) => !b.has(one))) : a - b),
    '*': (a, b) => (a instanceof Instance ? a.__mul__(b) : b instanceof Instance ? b.__mul__(a) : a * b),
    '/': (a, b) => (a instanceof Instance ? a.__truediv__(b) : a / b),
    '**': (a, b) => (a instanceof Instance ? a.__pow__(b) : a ** b),
    '|': joined, '&': (a, b) => new Set([...a].filter((one) => b.has(one))),
  };

  // ---------------------------------------------------------------- names and calls

  const known = new Map();
  function outside(name) {
    if (!known.has(name)) known.set(name, name in F.natives ? F.natives[name] : see(nodes[name], {}));
    return known.get(name);
  }
  function bind(target, value, scope) {
    if (!Array.isArray(target)) scope[target] = value;
    else if (target[0] === 'index') {
      const owner = see(target[1], scope), key = see(target[2], scope);
      if (owner instanceof Map) owner.set(key, value);
      else owner[key] = value;
    } else target.slice(1).forEach((one, place) => bind(one, each(value)[place], scope));
  }
  function bindParameters(parameters, given, scope) {
    const named = given.at(-1) instanceof Keywords ? given.pop() : new Keywords();
    for (const parameter of parameters) {
      const [name, fallback] = [parameter].flat(1);
      if (name === '*') scope[fallback] = given.splice(0);
      else if (name === '**') scope[fallback] = new Map(Object.entries(named));
      else if (given.length) scope[name] = given.shift();
      else if (Object.hasOwn(named, name)) {
        scope[name] = named[name];
        delete named[name];
      } else if (Array.isArray(parameter)) scope[name] = see(fallback, scope);
      else throw new Error(`argument ${name} is missing`);
    }
    return scope;
  }
  function call([, target, ...operands], scope) {
    const given = [], named = new Keywords();
    for (const one of operands) {
      const [kind, name, value] = Array.isArray(one) ? one : [];
      if (kind === '...') given.push(...each(see(name, scope)));
      else if (kind === '=') named[name] = see(value, scope);
      else if (kind === '...=') Object.assign(named, Object.fromEntries(see(name, scope)));
      else given.push(see(one, scope));
    }
    return see(target, scope)(...given, ...(Object.keys(named).length ? [named] : []));
  }
  function defined([, parameters, body], outer) {
    return (...given) => run(body, bindParameters(parameters, given, Object.create(outer)))?.value ?? null;
  }
  function classOf([, base, fields, members], scope) {
    const prototype = Object.create(base ? see(base, scope).prototype_ : Instance.prototype);
    const make = (...given) => Object.assign(Object.create(prototype), bindParameters(fields, given, {}));
    make.prototype_ = prototype;
    make.holds = (value) => prototype.isPrototypeOf(value);
    for (const [name, [how, node]] of Object.entries(members)) {
      if (how === 'make') make[name] = (...given) => see(node, scope)(make, ...given);
      else Object.defineProperty(prototype, name, {get() {
        return how === 'read' ? see(node, scope)(this) : (...given) => see(node, scope)(this, ...given);
      }});
    }
    return make;
  }
  function errorOf([, ...kinds]) {
    const make = (message, more) => new Problem(kinds, message, more);
    make.holds = (value) => value instanceof Problem && value.kinds.includes(kinds[0]);
    return make;
  }
  function read([, owner, name], scope) {
    const value = see(owner, scope);
    if (value instanceof Instance || value instanceof Problem || typeof value === 'function') {
      if (value[name] === undefined) throw new Error(`no attribute ${name}`);
      return value[name];
    }
    if (!F.methods[name]) throw new Error(`no method ${name}`);
    return (...given) => F.methods[name](value, ...given);
  }

  // ---------------------------------------------------------------- expressions

  const sequence = (operands, scope) => operands.flatMap((one) => {
    return Array.isArray(one) && one[0] === '...' ? each(see(one[1], scope)) : [see(one, scope)];
  });
  function comprehended(element, loops, scope) {
    if (!loops.length) return [see(element, scope)];
    const [[target, items, ...tests], ...rest] = loops, inside = Object.create(scope);
    return each(see(items, scope)).flatMap((one) => {
      bind(target, one, inside);
      return tests.every((test) => truth(see(test, inside))) ? comprehended(element, rest, inside) : [];
    });
  }
  function compared([, first, ...rest], scope) {
    let left = see(first, scope);
    for (let at = 0; at < rest.length; at += 2) {
      const right = see(rest[at + 1], scope);
      if (!COMPARED[rest[at]](left, right)) return false;
      left = right;
    }
    return true;
  }
  function logical([kind, ...operands], scope) {
    let value;
    for (const one of operands) if (truth((value = see(one, scope))) === (kind === 'or')) break;
    return value;
  }
  const OPERATIONS = {
    "'": ([, text]) => text,
    call, def: defined, class: classOf, error: errorOf, get: read, compare: compared, and: logical, or: logical,
    not: ([, one], scope) => !truth(see(one, scope)), neg: ([, one], scope) => -see(one, scope),
    choose: ([, test, yes, no], scope) => see(truth(see(test, scope)) ? yes : no, scope),
    assign: ([, name, value], scope) => (scope[name] = see(value, scope)),
    list: ([, ...operands], scope) => sequence(operands, scope),
    each: ([, element, ...loops], scope) => comprehended(element, loops, scope),
    set: ([, items], scope) => new Set(see(items, scope)), dict: ([, pairs], scope) => new Map(see(pairs, scope)),
    text: ([, ...parts], scope) => parts.map((one) => see(one, scope)).join(''),
    format: ([, value, spec, quoted], scope) => F.shown(see(value, scope), see(spec, scope), quoted),
    index([, owner, key], scope) {
      const value = see(owner, scope), at = see(key, scope);
      if (!(value instanceof Map)) return value.at(at);
      if (!value.has(at)) throw new Error(`no key ${at}`);
      return value.get(at);
    },
    slice: ([, owner, low, high], scope) => see(owner, scope).slice(see(low, scope) ?? 0, see(high, scope) ?? undefined),
    object([, owner, fields], scope) {
      const made = Object.create(see(owner, scope).prototype_);
      for (const [name, one] of Object.entries(fields)) made[name] = see(one, scope);
      return made;
    },
    date: ([, text]) => new F.Day(text), pattern: ([, text]) => new RegExp(text, 'u'),
    absent: ([, name]) => Object.assign(() => {
      throw new Error(`the page does not carry ${name[1]}`);
    }, {holds: () => false}),
  };
  for (const [sign, act] of Object.entries(BINARY)) {
    OPERATIONS[sign] = ([, a, b], scope) => act(see(a, scope), see(b, scope));
  }
  function see(node, scope) {
    if (typeof node === 'string') return node[0] === '@' ? outside(node.slice(1)) : scope[node];
    return Array.isArray(node) ? OPERATIONS[node[0]](node, scope) : node;
  }

  // ---------------------------------------------------------------- statements

  const STATEMENTS = {
    break: () => BREAK, continue: () => CONTINUE,
    do: ([, value], scope) => void see(value, scope),
    return: ([, value], scope) => ({value: see(value, scope)}),
    if: ([, test, body, otherwise], scope) => run(truth(see(test, scope)) ? body : otherwise, scope),
    let([, value, ...targets], scope) {
      const found = see(value, scope);
      targets.forEach((target) => bind(target, found, scope));
    },
    for([, target, items, body, otherwise], scope) {
      for (const one of each(see(items, scope))) {
        bind(target, one, scope);
        const signal = run(body, scope);
        if (signal === BREAK) return null;
        if (signal && signal !== CONTINUE) return signal;
      }
      return run(otherwise, scope);
    },
    raise([, error], scope) {
      throw see(error, scope);
    },
    try([, body, kind, name, handler], scope) {
      try {
        return run(body, scope);
      } catch (error) {
        if (!see(kind, scope).holds(error)) throw error;
        if (name) scope[name] = error;
        return run(handler, scope);
      }
    },
  };
  function run(body, scope) {
    for (const statement of body) {
      const signal = STATEMENTS[statement[0]](statement, scope);
      if (signal) return signal;
    }
    return null;
  }

  Object.assign(F, {Instance, Keywords, Problem, truth, each, order, outside, errorOf});
})();
