/* The Claims page: a slider for each margin, and the verdict that follows from the ranges that stand in the table. */
"use strict";
(function () {
  const C = window.passerbyControls;

  /* As `verdict_of` in sim/claims/margin.py: all of the range on the margin's side, none of it, or neither. */
  function verdictOf(low, high, first, last) {
    if (low === null && high === null) return "undetermined";
    const below = low === null ? -Infinity : low, above = high === null ? Infinity : high;
    const lowest = first === null ? -Infinity : first, highest = last === null ? Infinity : last;
    if (below >= lowest && above <= highest) return "supported";
    if (above < lowest || below > highest) return "not supported";
    return "undetermined";
  }

  function together(verdicts) {
    if (verdicts.includes("not supported")) return "not supported";
    return verdicts.includes("undetermined") ? "undetermined" : verdicts[0];
  }

  /* From a tenth of the smallest to ten times the largest number where all are above nought, and even about nought else. */
  function axisOf(known, at) {
    const all = known.concat([at]).filter((x) => Number.isFinite(x));
    const above = all.filter((x) => x > 0);
    if (above.length === all.length || (above.length && all.every((x) => x >= 0))) {
      return { low: Math.min(...above) / 10, high: Math.max(...above) * 10, scale: "log" };
    }
    const size = 2 * Math.max(...all.map(Math.abs), 1e-9);
    return { low: -size, high: size, scale: "linear" };
  }

  C.onContent("data-margin", (root, asked) => {
    if (asked.margin.between !== null || root.querySelector(".control")) return;
    const side = asked.margin.at_least !== null ? "at_least" : "at_most";
    const given = asked.margin[side], axis = axisOf(asked.known, given);
    const cells = [...root.querySelectorAll("tbody tr td:last-child")];
    const word = C.element("strong", {});
    const said = C.element("p", { class: "moved", role: "status" }, asked.moved + ": ", word);
    const judge = (margin) => {
      const ends = side === "at_least" ? [margin, null] : [null, margin];
      const found = asked.findings.map((one) => verdictOf(one.low, one.high, ...ends));
      found.forEach((verdict, k) => { cells[k].textContent = asked.verdicts[verdict]; });
      const whole = together(found);
      word.textContent = asked.is_bound ? `${asked.verdicts.undetermined}, ${asked.bound}` : asked.verdicts[whole];
      word.dataset.verdict = asked.is_bound ? "undetermined" : whole;
    };
    const one = C.slider({
      id: "margin-" + asked.id, label: asked.label, unit: asked.unit, low: axis.low, high: axis.high, scale: axis.scale,
      isWhole: false, value: given, given, about: asked.why,
      onChange: (x) => {
        const isNumber = typeof x === "number" && x >= axis.low && x <= axis.high;
        one.refuse(isNumber ? "" : `${C.significant(axis.low, 2)} – ${C.significant(axis.high, 2)}`);
        if (isNumber) judge(x);
      },
    });
    root.querySelector(".as-said").remove();
    root.prepend(one.element, said);
    judge(given);
  });
})();
