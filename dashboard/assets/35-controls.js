/* What pages with controls of their own share: elements, sliders and choices, the address, and numbers as people read them.
 *
 *   passerbyControls.onContent("data-tiny", (root, data) => { ... });
 *
 * calls the function once for each element that comes onto the page with such an attribute, which holds JSON, and again
 * whenever the attribute is another. Numbers are written as by sim/report/numbers.py; tests/browser/test_controls.py holds both
 * to the same texts.
 */
"use strict";
(function () {
  const SVG = "http://www.w3.org/2000/svg";
  const NARROW = "\u202f";
  const BASES = [10, 100, 1000, 10000, 100000, 1000000];
  const LATER_MS = 200;

  /* --- elements */

  function filled(made, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "on") for (const [event, run] of Object.entries(value)) made.addEventListener(event, run);
      else if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? "" : value);
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  function element(tag, attributes, ...children) {
    return filled(document.createElement(tag), attributes, children);
  }

  function drawn(tag, attributes, ...children) {
    return filled(document.createElementNS(SVG, tag), attributes, children);
  }

  function fill(text, values) {
    return text.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
  }

  function onContent(attribute, draw) {
    const seen = new WeakMap();
    const look = () => {
      for (const root of document.querySelectorAll(`[${attribute}]`)) {
        const data = root.getAttribute(attribute);
        if (seen.get(root) === data) continue;
        seen.set(root, data);
        draw(root, JSON.parse(data));
      }
    };
    const observed = { childList: true, subtree: true, attributes: true, attributeFilter: [attribute] };
    new MutationObserver(look).observe(document.documentElement, observed);
  }

  /* --- the address */

  function stateOf() {
    return Object.fromEntries(new URLSearchParams(window.location.search));
  }

  let waiting = null, wanted = {};

  /* Keep values in the address, null for none; soon, since a slider has many in a second. */
  function keep(values) {
    wanted = { ...wanted, ...values };
    const path = window.location.pathname;
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      if (window.location.pathname === path) keepNow(wanted);
      wanted = {};
    }, LATER_MS);
  }

  function keepNow(values) {
    const address = new URL(window.location.href);
    for (const [key, value] of Object.entries(values)) {
      if (value === null) address.searchParams.delete(key);
      else address.searchParams.set(key, value);
    }
    window.history.replaceState(window.history.state, "", address);
  }

  /* Run a function when it has not been asked for again for a while. */
  function later(run, ms) {
    let timer = null;
    return (...given) => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => run(...given), ms);
    };
  }

  /* --- numbers */

  function significant(value, digits) {
    return value === 0 ? 0 : Number(value.toPrecision(digits));
  }

  function whole(value) {
    return Math.round(value).toLocaleString("en-GB");
  }

  function plain(value) {
    if (value === 0) return "0";
    const size = Math.abs(value);
    if (size >= 10) return whole(significant(value, size >= 100 ? 3 : 2));
    const text = value.toFixed(Math.max(0, 1 - Math.floor(Math.log10(size))));
    return text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text;
  }

  function countText(value) {
    return Number.isInteger(value) || Math.abs(value) >= 100 ? whole(value) : plain(value);
  }

  function percent(share) {
    return plain(share * 100) + NARROW + "%";
  }

  function inFrequencies(share) {
    if (share <= 0) return "None";
    if (share >= 1) return "All";
    if (share <= 0.5) return "1 in " + plain(1 / share);
    const missing = 1 - share;
    const base = BASES.find((b) => Math.abs(Math.round(missing * b) / b - missing) <= missing / 10) || BASES[BASES.length - 1];
    return `${whole(base - Math.round(missing * base))} in ${whole(base)}`;
  }

  /* With its sign, and a true minus; nothing but zeros has no sign. */
  function signed(value, digits) {
    const text = Math.abs(value).toFixed(digits);
    return Number(text) === 0 ? text : (value > 0 ? "+" : "\u2212") + text;
  }

  /* --- controls */

  const STEPS = 200;

  /* A slider with the number beside it, and the value of a scenario marked below.
   *
   *   label, unit     what is set, and in what
   *   low, high       its ends; `scale` "log" has equal steps for equal ratios, `isWhole` has no fractions
   *   value           where it is; `given`, which is marked, where it is by itself (null: nowhere)
   *   factor          what a number is shown times: 100 shows a share in per cent
   *   about           a line below
   *   onChange(value) is called with each value as it is moved, or the text of the box where that is no such number
   */
  function slider({ id, label, unit, low, high, scale, isWhole, value, given, factor = 1, about, onChange, text }) {
    const of = scale === "log" ? Math.log : (x) => x, from = scale === "log" ? Math.exp : (x) => x;
    const place = (x) => (STEPS * (of(x) - of(low))) / (of(high) - of(low));
    const at = (step) => {
      const x = from(of(low) + (step / STEPS) * (of(high) - of(low)));
      const near = isWhole ? Math.round(significant(x, 3)) : significant(x * factor, 3) / factor;
      return Math.min(Math.max(significant(near, 6), low), high);
    };
    const shown = (x) => (isWhole ? String(Math.round(x)) : String(significant(x * factor, 4)));
    const said = text || ((x) => `${countText(significant(x * factor, 4))} ${unit}`);
    const steps = isWhole && high - low <= STEPS && scale !== "log";
    const range = element("input", {
      type: "range", id, min: steps ? low : 0, max: steps ? high : STEPS, step: 1,
      on: { input: () => set(steps ? Number(range.value) : at(Number(range.value)), true, range) },
    });
    const box = element("input", {
      type: "text", inputmode: "decimal", id: id + "-number", autocomplete: "off", "aria-label": `${label}, ${unit}`,
      on: { change: () => typed() },
    });
    const fault = element("p", { class: "fault", id: id + "-fault", hidden: true });
    const mark = given === null || given === undefined ? null : element("i", { class: "as-given", "aria-hidden": "true" });
    if (mark) mark.style.setProperty("--at", String(place(given) / STEPS));
    const made = element("div", { class: "control" },
      element("label", { for: id }, label),
      element("div", { class: "beside" },
        element("div", { class: "track" }, mark, range),
        element("span", { class: "number" }, box, element("span", { class: "unit" }, unit))),
      about ? element("p", { class: "about" }, about) : null,
      fault);

    function typed() {
      const number = box.value.trim() === "" ? NaN : Number(box.value.replace(/,/g, ""));
      set(Number.isNaN(number) ? box.value : number / factor, true, box);
    }

    function set(x, isTold, source) {
      if (typeof x === "number" && x >= low && x <= high) {
        if (source !== range) range.value = steps ? x : Math.round(place(x));
        range.setAttribute("aria-valuetext", said(x));
        box.value = shown(x);
      }
      if (isTold) onChange(x);
    }

    function refuse(message) {
      fault.hidden = !message;
      fault.textContent = message || "";
      for (const one of [range, box]) {
        if (message) { one.setAttribute("aria-invalid", "true"); one.setAttribute("aria-describedby", fault.id); }
        else { one.removeAttribute("aria-invalid"); one.removeAttribute("aria-describedby"); }
      }
    }

    set(value, false, null);
    if (!(typeof value === "number" && value >= low && value <= high)) box.value = String(value);
    return { element: made, set: (x) => set(x, false, null), refuse };
  }

  /* A choice among a few, as a native list. */
  function choice({ id, label, options, value, about, onChange }) {
    const made = element("select", { id, on: { change: () => onChange(made.value) } },
      ...options.map(([name, text]) => element("option", { value: name, selected: name === value }, text)));
    const whole = element("div", { class: "control" }, element("label", { for: id }, label), made,
      about ? element("p", { class: "about" }, about) : null);
    return { element: whole, set: (name) => { made.value = name; }, refuse: () => {} };
  }

  window.passerbyControls = {
    element, drawn, fill, onContent, stateOf, keep, later, plain, whole, countText, percent, inFrequencies, signed,
    significant, slider, choice,
  };
})();
