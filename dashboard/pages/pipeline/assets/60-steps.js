/* The small pictures beside the steps of a passage. */
"use strict";
(function () {
  const { drawn, onContent } = window.passerbyControls;
  const BLUE = "#12436d", PLUM = "#801650", RULE = "#c9ced3", INK = "#0b0c0c";

  /* A head at two points to a pixel, in a box as a detector draws it, over squares of ten pixels. */
  function face({ px, label, iod }) {
    const scale = Math.min(2, 90 / px), eye = px * scale, width = 220, height = 190, x = width / 2, y = 84;
    const svg = drawn("svg", { viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": label });
    const step = 10 * scale;
    for (let at = x % step; at < width; at += step) svg.append(drawn("line", { x1: at, x2: at, y1: 0, y2: height, stroke: "#e3e7eb" }));
    for (let at = y % step; at < height; at += step) svg.append(drawn("line", { x1: 0, x2: width, y1: at, y2: at, stroke: "#e3e7eb" }));
    svg.append(
      drawn("ellipse", { cx: x, cy: y + eye * 0.22, rx: eye * 1.12, ry: eye * 1.5 > 100 ? 96 : eye * 1.5, fill: "#d9e4ef", stroke: BLUE, "stroke-width": 1.5 }),
      drawn("rect", { x: x - eye * 1.2, y: Math.max(y - eye * 1.1, 2), width: eye * 2.4, height: Math.min(eye * 2.7, height - 4 - Math.max(y - eye * 1.1, 2)), fill: "none", stroke: PLUM, "stroke-width": 2 }),
      drawn("line", { x1: x - eye / 2, x2: x + eye / 2, y1: y, y2: y, stroke: INK, "stroke-width": 2 }));
    for (const side of [-1, 1]) svg.append(drawn("circle", { cx: x + (side * eye) / 2, cy: y, r: Math.max(eye * 0.09, 3), fill: INK }));
    svg.append(drawn("text", { x, y: y + 24, "text-anchor": "middle" }, iod));
    return svg;
  }

  /* A value on a line from 0 to 1, with a mark to be above or below. */
  function gauge({ value, mark, label, text, of_mark }) {
    const svg = drawn("svg", { height: mark === undefined ? 60 : 84, width: "100%", role: "img", "aria-label": label });
    const at = (x) => 2 + 96 * Math.min(Math.max(x, 0), 1) + "%";
    const anchor = (x) => (x > 0.8 ? "end" : x < 0.2 ? "start" : "middle");
    svg.append(drawn("line", { x1: at(0), x2: at(1), y1: 36, y2: 36, stroke: RULE, "stroke-width": 8 }));
    svg.append(drawn("line", { x1: at(0), x2: at(value), y1: 36, y2: 36, stroke: BLUE, "stroke-width": 8 }));
    if (mark !== undefined) {
      svg.append(drawn("line", { x1: at(mark), x2: at(mark), y1: 24, y2: 56, stroke: PLUM, "stroke-width": 3 }));
      svg.append(drawn("text", { x: at(mark), y: 76, "text-anchor": anchor(mark) }, of_mark));
    }
    svg.append(drawn("circle", { cx: at(value), cy: 36, r: 7, fill: "#fff", stroke: BLUE, "stroke-width": 3 }));
    svg.append(drawn("text", { x: at(value), y: 18, "text-anchor": anchor(value), class: "value" }, text));
    if (mark === undefined) for (const end of [0, 1]) svg.append(drawn("text", { x: at(end), y: 58, "text-anchor": anchor(end) }, String(end)));
    return svg;
  }

  onContent("data-step", (root, asked) => root.replaceChildren((asked.kind === "face" ? face : gauge)(asked)));
})();
