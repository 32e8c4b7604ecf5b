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

  /* As `together` there: of findings all are needed, of hypotheses what the claim needs. */
  function together(verdicts, needs) {
    const decisive = needs === "any" ? "supported" : "not supported";
    if (verdicts.includes(decisive)) return decisive;
    return verdicts.includes("undetermined") ? "undetermined" : verdicts[0];
  }

  /* As `Axis.place` in axis.py. */
  function placeOn(axis, x) {
    const share = axis.scale === "linear"
      ? (x - axis.low) / (axis.high - axis.low) : Math.log(x / axis.low) / Math.log(axis.high / axis.low);
    return Math.min(1, Math.max(0, share));
  }

  C.onContent("data-margin", (root, asked) => {
    if (asked.margin.between !== null || root.querySelector(".control")) return;
    const side = asked.margin.at_least !== null ? "at_least" : "at_most";
    const given = asked.margin[side], axis = asked.axis;
    const cells = [...root.querySelectorAll("tbody tr td:last-child")];
    const lines = [...root.querySelectorAll(".track .zero")], middle = root.querySelector(".interval-axis span + span");
    const word = C.element("strong", {});
    const said = C.element("p", { class: "moved", role: "status" }, asked.moved + ": ", word);
    /* The claim's heading follows: all of its hypotheses together, those that were not moved as they were judged. */
    const claim = root.closest("details.claim"), heading = claim.querySelector("summary .verdict-word");
    const tellHeading = () => {
      const all = [...claim.querySelectorAll("[data-margin]")].map((one) => one.dataset.now || one.dataset.given);
      const whole = together(all, asked.needs);
      heading.textContent = asked.verdicts[whole];
      heading.dataset.verdict = whole;
    };
    const judge = (margin) => {
      const ends = side === "at_least" ? [margin, null] : [null, margin];
      const found = asked.findings.map((one) => verdictOf(one.low, one.high, ...ends));
      found.forEach((verdict, k) => { cells[k].textContent = asked.verdicts[verdict]; });
      const isBeyond = margin < asked.drawn.low || margin > asked.drawn.high;
      lines.forEach((line) => {
        line.style.left = `${100 * placeOn(asked.drawn, margin)}%`;
        line.classList.toggle("beyond", isBeyond);
      });
      middle.textContent = `${asked.label} ${C.significant(margin, 2)}`;
      const whole = together(found);
      word.textContent = asked.is_bound ? `${asked.verdicts.undetermined}, ${asked.bound}` : asked.verdicts[whole];
      word.dataset.verdict = asked.is_bound ? "undetermined" : whole;
      root.dataset.now = word.dataset.verdict;
      tellHeading();
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
