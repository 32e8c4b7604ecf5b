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

  /* As `two_digits` in sim/report/numbers.py, with a true minus: digits that show on which side of each end it is. */
  function twoDigits(value, ends) {
    const isBeside = (written) => ends.every((end) => value === end
      ? Math.abs(written - end) <= 5e-6 * Math.max(Math.abs(written), Math.abs(end))
      : (written > end) === (value > end) && (written < end) === (value < end));
    let digits = 2;
    while (digits < 12 && !isBeside(C.significant(value, digits))) digits += 1;
    const rounded = C.significant(value, digits);
    let text = Math.abs(value) >= 10 ? C.whole(rounded) : C.plain(value);
    if (digits > 2) {
      const after = Math.max(0, digits - 1 - Math.floor(Math.log10(Math.abs(value))));
      text = rounded.toLocaleString("en-GB", { minimumFractionDigits: after, maximumFractionDigits: after });
    }
    return text.replace("-", "\u2212");
  }

  /* As `_range` in page.py. */
  function rangeOf(one, ends, none) {
    if (one.low === null && one.high === null) return none;
    const low = one.low === null ? "0" : twoDigits(one.low, ends);
    return `${low} to ${one.high === null ? "any" : twoDigits(one.high, ends)}`;
  }

  C.onContent("data-margin", (root, asked) => {
    if (root.querySelector(".control")) return;
    const sides = asked.margin.between !== null ? ["at_least", "at_most"]
      : [asked.margin.at_least !== null ? "at_least" : "at_most"];
    const given = asked.margin.between !== null ? asked.margin.between : [asked.margin[sides[0]]];
    const now = [...given], axis = asked.axis;
    const rows = [...root.querySelectorAll("tbody tr")].map((row) => [...row.querySelectorAll("td")]);
    const texts = [...root.querySelectorAll(".interval-text")];
    const tracks = [...root.querySelectorAll(".track")].map((track) => [...track.querySelectorAll(".zero")]);
    const middle = root.querySelector(".interval-axis span + span");
    const word = C.element("strong", {});
    const said = C.element("p", { class: "moved", role: "status" }, asked.moved + ": ", word);
    /* The claim's heading follows: all of its hypotheses together, those that were not moved as they were judged. */
    const claim = root.closest("details.claim"), heading = claim.querySelector("summary .verdict-word");
    const tellHeading = () => {
      const parts = [...claim.querySelectorAll("[data-margin]")];
      const whole = together(parts.map((one) => one.dataset.now || one.dataset.given), asked.needs);
      heading.textContent = asked.verdicts[whole];
      heading.dataset.verdict = whole;
      const isBound = whole === "undetermined" && parts.some((one) => JSON.parse(one.dataset.margin).is_bound);
      let stamp = claim.querySelector("summary .stamp");
      if (!stamp) heading.after(stamp = C.element("span", { class: "stamp" }, asked.bound));
      stamp.hidden = !isBound;
    };
    const judge = () => {
      const ends = sides.length === 2 ? now : sides[0] === "at_least" ? [now[0], null] : [null, now[0]];
      const found = asked.findings.map((one) => verdictOf(one.low, one.high, ...ends));
      asked.findings.forEach((one, k) => {
        const range = rangeOf(one, now, asked.none), verdict = asked.verdicts[found[k]];
        rows[k][rows[k].length - 1].textContent = verdict;
        rows[k][1].textContent = range;
        if (one.value === null) return;
        const value = twoDigits(one.value, now);
        rows[k][0].textContent = value;
        texts[k].textContent = range === asked.none ? value : `${value} (${range})`;
      });
      tracks.forEach((lines) => lines.forEach((line, k) => {
        line.style.left = `${100 * placeOn(asked.drawn, now[k])}%`;
        line.classList.toggle("beyond", now[k] < asked.drawn.low || now[k] > asked.drawn.high);
      }));
      middle.textContent = sides.length === 2
        ? `${asked.word}: ${now.map((end) => C.significant(end, 2)).join(" to ")}`
        : `${asked.label} ${C.significant(now[0], 2)}`;
      const whole = together(found);
      word.textContent = asked.is_bound ? `${asked.verdicts.undetermined}, ${asked.bound}` : asked.verdicts[whole];
      word.dataset.verdict = asked.is_bound ? "undetermined" : whole;
      root.dataset.now = word.dataset.verdict;
      tellHeading();
    };
    const isOne = (k, x) => typeof x === "number" && x >= axis.low && x <= axis.high
      && (sides.length === 1 || (k === 0 ? x < now[1] : x > now[0]));
    const reach = (k) => [k === 1 ? now[0] : axis.low, sides.length === 2 && k === 0 ? now[1] : axis.high]
      .map((end) => C.significant(end, 2)).join(" \u2013 ");
    /* Hypotheses of one claim may have one margin: it is moved in all of them. */
    const alike = claim.passerbyMargins || (claim.passerbyMargins = []);
    const controls = sides.map((side, k) => C.slider({
      id: `margin-${asked.id}${k ? "-high" : ""}`, label: `${asked.word}: ${asked.sides[side]}`, unit: asked.unit,
      low: axis.low, high: axis.high, scale: axis.scale, isWhole: false, value: given[k], given: given[k],
      about: k === sides.length - 1 ? asked.why : null,
      onChange: (x) => {
        controls[k].refuse(isOne(k, x) ? "" : reach(k));
        if (!isOne(k, x)) return;
        alike.filter((one) => one.name === asked.name && one.sides.join() === sides.join())
          .forEach((one) => one.move(k, x, root));
      },
    }));
    alike.push({
      name: asked.name, sides,
      move: (k, x, from) => {
        now[k] = x;
        if (from !== root) controls[k].set(x);
        judge();
      },
    });
    root.querySelector(".as-said").remove();
    root.prepend(...controls.map((one) => one.element), said);
    judge();
  });
})();
