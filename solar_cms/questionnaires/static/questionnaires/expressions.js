// Expressions of forms in the browser: the same answers as expressions/evaluating.py and running.py
// give on the server, line by line; tests/test_same_answer.py holds the two together.
//
//   solarExpressions.evaluate(tree, values, self, today)  values: object, Map or anything with get(name)
//   solarExpressions.run(definition, answers, today)      → { relevant, sections, values, rows }
//   .truth(value)  .said(value)  .holds(rule, scope, self, today)
(() => {
  "use strict";
  const MOST_TEXT = 10000;
  const MOST_SUBJECT = 1000;
  const MOST_PLACES = 15;
  const DAY_MS = 86400000;
  const FIRST_DAY = -719162;
  const LAST_DAY = 2932896;
  const NUMBER = /^[ \t\r\n]*(-?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+))[ \t\r\n]*$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

  const localToday = () => {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const trimmed = (text) => text.replace(/^[ \t\r\n]+/, "").replace(/[ \t\r\n]+$/, "");
  const wordsOf = (text) => text.split(/[ \t\r\n]+/).filter((word) => word !== "");
  const shortened = (text) => (text.length > MOST_TEXT ? [...text].slice(0, MOST_TEXT).join("") : text);
  const lookup = (values, name) => {
    if (typeof values.get === "function") return values.get(name) ?? "";
    return Object.hasOwn(values, name) ? values[name] : "";
  };

  const truth = (value) => (typeof value === "string" ? value !== "" : typeof value === "number" ? value !== 0 && value === value : value);

  // As few digits as tell the number from its neighbours, never an exponent.
  const numberSaid = (number) => {
    if (number === 0) return "0";
    const text = String(number);
    const parts = /^(-?)([0-9]+)(?:\.([0-9]+))?e([+-][0-9]+)$/.exec(text);
    if (!parts) return text;
    const [, sign, whole, fraction = "", power] = parts;
    const digits = whole + fraction;
    const point = whole.length + Number(power);
    if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
    if (point >= digits.length) return sign + digits + "0".repeat(point - digits.length);
    return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  };
  const said = (value) => (typeof value === "string" ? value : typeof value === "number" ? numberSaid(value) : value ? "true" : "false");

  const daysOf = (text) => {
    if (!DAY.test(text) || text.startsWith("0000")) return NaN;
    const time = Date.parse(`${text}T00:00:00Z`);
    return Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== text ? NaN : time / DAY_MS;
  };
  const daySaid = (days) => {
    const whole = Math.floor(days);
    if (!Number.isFinite(days) || whole < FIRST_DAY || whole > LAST_DAY) return "";
    return new Date(whole * DAY_MS).toISOString().slice(0, 10);
  };
  const numberOf = (value) => {
    if (typeof value !== "string") return Number(value);
    const found = NUMBER.exec(value);
    return found ? Number(found[1]) : daysOf(trimmed(value));
  };
  const rounded = (number, places = 0) => {
    if (!Number.isFinite(places) || Math.abs(places) > MOST_PLACES) return NaN;
    const power = Number(`1e${Math.abs(Math.trunc(places))}`);
    const scaled = places >= 0 ? number * power : number / power;
    if (!Number.isFinite(scaled)) return scaled;
    const whole = Math.floor(scaled + 0.5) + 0;
    return places >= 0 ? whole / power : whole * power;
  };
  const equal = (left, right) => {
    if (typeof left === "boolean" || typeof right === "boolean") return truth(left) === truth(right);
    if (typeof left === "number" || typeof right === "number") return numberOf(left) === numberOf(right);
    return left === right;
  };

  // --- patterns: all threads at once, see patterns.py -----------------------------------------------
  const within = (ranges, code) => {
    for (let at = 0; at < ranges.length; at += 2) if (ranges[at] <= code && code <= ranges[at + 1]) return true;
    return false;
  };
  const reached = (program, waiting) => {
    const found = new Set();
    const seen = new Set();
    while (waiting.length) {
      const at = waiting.pop();
      if (seen.has(at)) continue;
      seen.add(at);
      if (at < program.length && program[at][0] !== 0) waiting.push(...program[at].slice(1));
      else found.add(at);
    }
    return found;
  };
  const fits = (program, text) => {
    const signs = [...text];
    if (signs.length > MOST_SUBJECT) return false;
    let threads = reached(program, [0]);
    for (const sign of signs) {
      const code = sign.codePointAt(0);
      const next = [];
      for (const at of threads) {
        if (at < program.length && within(program[at][2], code) !== program[at][1]) next.push(at + 1);
      }
      threads = reached(program, next);
      if (!threads.size) return false;
    }
    return threads.has(program.length);
  };

  // --- trees ------------------------------------------------------------------------------------------
  class Evaluation {
    constructor(values, self, today) { this.values = values; this.self = self; this.today = today; }

    of(tree) {
      const [kind, left, right] = tree;
      switch (kind) {
        case "ref": {
          const found = lookup(this.values, left);
          return typeof found === "string" ? found : found.length ? found[0] : "";
        }
        case "call": return FUNCTIONS[left](this, tree.slice(2));
        case "num": return Number(left);
        case "str": return left;
        case "self": return this.self;
        case "neg": return -this.number(left);
        case "and": return tree.slice(1).every((part) => this.holds(part));
        case "or": return tree.slice(1).some((part) => this.holds(part));
        case "+": return tree.slice(2).reduce((sum, part) => sum + this.number(part), this.number(left));
        case "=": return equal(this.of(left), this.of(right));
        case "!=": return !equal(this.of(left), this.of(right));
        default: return ARITHMETIC[kind](this.number(left), this.number(right));
      }
    }

    number(tree) { return numberOf(this.of(tree)); }
    text(tree) { return said(this.of(tree)); }
    holds(tree) { return truth(this.of(tree)); }
    rows(tree) {
      const found = tree[0] === "ref" ? lookup(this.values, tree[1]) : "";
      return Array.isArray(found) ? found : [this.of(tree)];
    }
    allOf(trees) { return trees.flatMap((tree) => this.rows(tree)); }
  }

  const ARITHMETIC = {
    "-": (left, right) => left - right,
    "*": (left, right) => left * right,
    div: (left, right) => left / right,
    mod: (left, right) => left % right,
    "<": (left, right) => left < right,
    "<=": (left, right) => left <= right,
    ">": (left, right) => left > right,
    ">=": (left, right) => left >= right,
  };
  const extreme = (now, given, sign) => {
    const numbers = now.allOf(given).map(numberOf);
    if (!numbers.length || numbers.some(Number.isNaN)) return NaN;
    return numbers.reduce((best, number) => ((number - best) * sign > 0 ? number : best));
  };
  const FUNCTIONS = {
    selected: (now, [list, key]) => {
      const words = wordsOf(now.text(list));
      const wanted = trimmed(now.text(key));
      return wanted ? words.includes(wanted) : !words.length;
    },
    "selected-at": (now, [list, at]) => {
      const words = wordsOf(now.text(list));
      const place = now.number(at);
      return place > -1 && place < words.length ? words[Math.trunc(place) + 0] : "";
    },
    "count-selected": (now, [list]) => wordsOf(now.text(list)).length,
    count: (now, [tree]) => now.rows(tree).length,
    sum: (now, [tree]) => now.rows(tree).reduce((sum, value) => sum + numberOf(value), 0),
    min: (now, given) => extreme(now, given, -1),
    max: (now, given) => extreme(now, given, 1),
    if: (now, [rule, yes, no]) => now.of(now.holds(rule) ? yes : no),
    coalesce: (now, given) => {
      for (const tree of given) { const text = now.text(tree); if (text) return text; }
      return "";
    },
    not: (now, [tree]) => !now.holds(tree),
    true: () => true,
    false: () => false,
    "string-length": (now, [tree]) => [...now.text(tree)].length,
    contains: (now, [text, part]) => now.text(text).includes(now.text(part)),
    "starts-with": (now, [text, part]) => now.text(text).startsWith(now.text(part)),
    concat: (now, given) => now.allOf(given).reduce((text, value) => shortened(text + said(value)), ""),
    regex: (now, [tree, pattern]) => fits(pattern[1], now.text(tree)),
    number: (now, [tree]) => now.number(tree),
    int: (now, [tree]) => Math.trunc(now.number(tree)) + 0,
    string: (now, [tree]) => now.text(tree),
    round: (now, given) => rounded(...given.map((tree) => now.number(tree))),
    today: (now) => now.today,
    date: (now, [tree]) => {
      const value = now.of(tree);
      if (typeof value === "boolean") return "";
      return daySaid(typeof value === "number" ? value : daysOf(trimmed(value)));
    },
  };

  const evaluate = (tree, values, self = "", today = localToday()) => new Evaluation(values, self, today).of(tree);
  // Plain true and false stand for themselves, no rule holds.
  const holds = (rule, values, self = "", today = localToday()) =>
    rule && rule.tree ? truth(evaluate(rule.tree, values, self, today)) : rule !== false;

  // --- a whole form, see running.py --------------------------------------------------------------------
  const IN_ROW = /^([^[\]]+)\[([1-9][0-9]{0,3})\]\.([^[\]]+)$/;
  const rowKey = (repeat, row, key) => (repeat ? `${repeat}[${row}].${key}` : key);
  const namesIn = (rule, found) => {
    const waiting = rule && rule.tree ? [rule.tree] : [];
    while (waiting.length) {
      const node = waiting.pop();
      if (node[0] === "ref") found.add(node[1]);
      else if (!["num", "str", "self", "pattern"].includes(node[0])) waiting.push(...node.slice(1).filter(Array.isArray));
    }
  };
  // Every question where it stands, and what must be computed before it.
  const laidOut = (definition) => {
    const asked = new Map();
    const walk = (questions, section, around, repeat) => {
      for (const question of questions) {
        const kind = question.kind || "check";
        asked.set(question.key, { question, kind, section, around, repeat });
        const inside = repeat || (kind === "repeat" ? question.key : "");
        if (kind === "group" || kind === "repeat") walk(question.questions || [], section, question.key, inside);
      }
    };
    for (const section of definition.sections) walk(section.questions, section, "", "");
    return asked;
  };

  const run = (definition, answers, today = localToday()) => {
    const asked = laidOut(definition);
    const given = answers instanceof Map ? answers : new Map(Object.entries(answers));
    const rows = new Map();
    for (const [key, one] of asked) if (one.kind === "repeat") rows.set(key, new Set());
    for (const key of given.keys()) {
      const found = IN_ROW.exec(key);
      if (found && rows.has(found[1])) rows.get(found[1]).add(Number(found[2]));
    }
    for (const [key, found] of rows) rows.set(key, [...found].sort((one, other) => one - other));

    const relevant = new Set();
    const sections = new Set();
    const values = new Map();
    const outer = new Map();
    const inner = new Map();
    const scope = (repeat, row) => {
      if (!repeat) return outer;
      const mark = `${repeat}[${row}]`;
      if (!inner.has(mark)) inner.set(mark, new Map());
      const own = inner.get(mark);
      return { get: (name) => (own.has(name) ? own.get(name) : outer.get(name)), set: (name, value) => own.set(name, value) };
    };

    const stands = (one, row) => {
      if (!sections.has(one.section.key)) return false;
      if (!one.around) return true;
      return relevant.has(rowKey(asked.get(one.around).repeat, row, one.around));
    };
    const settle = (key, one) => {
      const kept = [];
      for (const row of one.repeat ? rows.get(one.repeat) : [0]) {
        const name = rowKey(one.repeat, row, key);
        const here = scope(one.repeat, row);
        if (one.repeat) here.set(key, "");
        if (!stands(one, row) || !holds(one.question.relevant, here, "", today)) continue;
        relevant.add(name);
        if (["group", "repeat", "note"].includes(one.kind)) continue;
        const rule = one.question.calculation;
        let value = given.get(name) || "";
        if (one.kind === "calculation") value = rule && rule.tree ? said(evaluate(rule.tree, here, "", today)) : "";
        if (value) values.set(name, value);
        kept.push(value);
        if (one.repeat) here.set(key, value);
      }
      if (one.kind === "repeat") outer.set(key, relevant.has(key) ? rows.get(key).map(String) : []);
      else outer.set(key, one.repeat ? kept : kept[0] || "");
    };

    const done = new Set();
    const visit = (key) => {
      if (done.has(key)) return;
      done.add(key);
      const one = asked.get(key);
      const names = new Set();
      namesIn(one.question.relevant, names);
      namesIn(one.question.calculation, names);
      enter(one.section);
      if (one.around) visit(one.around);
      for (const name of names) if (asked.has(name)) visit(name);
      settle(key, one);
    };
    const entered = new Set();
    const enter = (section) => {
      if (entered.has(section)) return;
      entered.add(section);
      const names = new Set();
      namesIn(section.relevant, names);
      for (const name of names) if (asked.has(name)) visit(name);
      if (holds(section.relevant, outer, "", today)) sections.add(section.key);
    };
    definition.sections.forEach(enter);
    for (const key of asked.keys()) visit(key);
    return { relevant, sections, values, rows, scope, holds: (rule, repeat = "", row = 0, self = "") => holds(rule, scope(repeat, row), self, today) };
  };

  globalThis.solarExpressions = { evaluate, holds, run, said, truth, rowKey };
})();
