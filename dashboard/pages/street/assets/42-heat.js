/* Where faces were searched: squares of the street, darker where there were more, and the key to them. */
"use strict";
(function () {
  const SHADES = [[0, "#f3d9cb"], [0.1, "#f2b48f"], [0.3, "#f28c50"], [0.6, "#c9541a"]]; /* from a share of the most on */

  const shade = (n, most) => SHADES.filter(([from]) => n >= from * most).pop()[1];

  class Heat {
    static async open(base) {
      const answer = await fetch(base + "heat.json");
      if (!answer.ok) throw new Error("heat " + answer.status);
      return new Heat(await answer.json());
    }

    constructor(data) {
      Object.assign(this, data);
      this.most = Math.max(0, ...this.squares.map(([, , n]) => n));
    }

    draw(g, view) {
      const side = Math.max(this.square_m * view.scale, 1);
      for (const [x, y, n] of this.squares) {
        g.fillStyle = shade(n, this.most);
        g.fillRect(view.x(x), view.y(y + this.square_m), side, side);
      }
    }

    /* The least of each shade, in faces. */
    key() {
      const least = SHADES.map(([from]) => Math.max(1, Math.ceil(from * this.most)));
      return SHADES.map(([, colour], k) => [colour, least[k], k + 1 < least.length ? least[k + 1] - 1 : this.most])
        .filter(([, from, to]) => to >= from);
    }
  }

  (window.passerby = window.passerby || {}).Heat = Heat;
})();
