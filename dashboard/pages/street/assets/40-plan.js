/* Draws the plan of the street: the ground once for each view, people and marks at every frame. */
"use strict";
(function () {
  const INK = "#0b0c0c", QUIET = "#484f55", BLUE = "#12436d", PLUM = "#801650", ORANGE = "#f46a25";
  const OUTSIDE = "#e9ecef", GROUND = "#ffffff", EDGE = "#9aa3ab", ZONE = "rgba(18,67,109,0.10)";
  const GROUPS = [
    { colour: "#12436d", shape: "disc" },
    { colour: "#801650", shape: "square" },
    { colour: "#17776f", shape: "up" },
    { colour: "#3d3d3d", shape: "diamond" },
    { colour: "#7f5bc4", shape: "down" },
  ];
  // the first five have a colour and a shape of their own; more share them in other pairs
  function groupMark(n) {
    const of = GROUPS.length;
    return { colour: GROUPS[(n + Math.floor(n / of)) % of].colour, shape: GROUPS[n % of].shape };
  }

  const FONT = "Inter, system-ui, sans-serif";
  const MIN_SCALE = 1.25;

  function shape(to, kind, x, y, r) {
    if (kind === "disc") { to.moveTo(x + r, y); to.arc(x, y, r, 0, 2 * Math.PI); }
    else if (kind === "square") to.rect(x - r * 0.9, y - r * 0.9, 1.8 * r, 1.8 * r);
    else if (kind === "diamond") polygon(to, [[x, y - 1.25 * r], [x + 1.25 * r, y], [x, y + 1.25 * r], [x - 1.25 * r, y]]);
    else if (kind === "up") polygon(to, [[x, y - 1.2 * r], [x + 1.15 * r, y + 0.85 * r], [x - 1.15 * r, y + 0.85 * r]]);
    else polygon(to, [[x, y + 1.2 * r], [x + 1.15 * r, y - 0.85 * r], [x - 1.15 * r, y - 0.85 * r]]);
  }

  function polygon(to, points) {
    points.forEach(([x, y], n) => (n ? to.lineTo(x, y) : to.moveTo(x, y)));
    to.closePath();
  }

  /* Marks by shape and colour; a white edge under each keeps it apart from what lies below. */
  const MARKS = {
    alert: (g, r) => ring(g, r, ORANGE),
    false_alert: (g, r) => { outline(g, "up", r * 1.25, PLUM); },
    dismissed: (g, r) => { ring(g, r, QUIET); stroke(g, [[-r, r], [r, -r]], QUIET); },
    lost: (g, r) => { g.setLineDash([r * 0.55, r * 0.45]); ring(g, r, QUIET); g.setLineDash([]); },
    stop: (g, r) => outline(g, "square", r * 1.1, BLUE),
    false_stop: (g, r) => { outline(g, "square", r * 1.1, PLUM); stroke(g, [[-r, -r], [r, r]], PLUM); },
    arrest: (g, r) => filled(g, "diamond", r, INK),
    other_disposal: (g, r) => outline(g, "diamond", r, INK),
    no_further_action: (g, r) => stroke(g, [[-r * 0.8, 0], [r * 0.8, 0]], INK),
  };

  function ring(g, r, colour) { outline(g, "disc", r, colour); }
  function outline(g, kind, r, colour) {
    g.beginPath(); shape(g, kind, 0, 0, r);
    g.lineWidth = r * 0.75; g.strokeStyle = "#fff"; g.stroke();
    g.lineWidth = r * 0.36; g.strokeStyle = colour; g.stroke();
  }
  function filled(g, kind, r, colour) {
    g.beginPath(); shape(g, kind, 0, 0, r);
    g.lineWidth = r * 0.4; g.strokeStyle = "#fff"; g.stroke();
    g.fillStyle = colour; g.fill();
  }
  function stroke(g, points, colour) {
    g.beginPath(); points.forEach(([x, y], n) => (n ? g.lineTo(x, y) : g.moveTo(x, y)));
    g.lineWidth = Math.abs(points[0][0]) * 0.8; g.strokeStyle = "#fff"; g.stroke();
    g.lineWidth = Math.abs(points[0][0]) * 0.4; g.strokeStyle = colour; g.stroke();
  }

  function officer(g, x, y, r, isBusy) {
    g.beginPath(); polygon(g, pentagon(x, y, r * 1.35));
    g.lineWidth = r * 0.7; g.strokeStyle = "#fff"; g.stroke();
    g.fillStyle = isBusy ? "#fff" : INK; g.fill();
    g.lineWidth = r * 0.45; g.strokeStyle = INK; g.stroke();
  }
  function pentagon(x, y, r) {
    return [0, 1, 2, 3, 4].map((n) => [x + r * Math.sin((n * 2 * Math.PI) / 5), y - r * Math.cos((n * 2 * Math.PI) / 5)]);
  }

  /* What part of the street a canvas shows, at equal scale for x and y. */
  class View {
    constructor(plan, bounds) {
      this.plan = plan;
      this.bounds = bounds;
    }

    /* `span`: metres wanted across the canvas; `centre`: of x in metres. */
    fit(width, span, centre, [low, high], padPx) {
      this.width = width;
      this.scale = Math.max(width / span, MIN_SCALE);
      this.height = Math.round((high - low) * this.scale + 2 * padPx);
      this.y0 = (low + high) / 2;
      this.moveTo(centre);
      return this;
    }

    moveTo(centre) {
      const half = this.width / this.scale / 2, { x0, x1 } = this.bounds;
      const low = x0 + half, high = x1 - half;
      this.x0 = low >= high ? (x0 + x1) / 2 : Math.min(Math.max(centre, low), high);
    }

    get span() { return this.width / this.scale; }
    get isWhole() { return this.span >= this.bounds.x1 - this.bounds.x0 - 1; }
    x(metres) { return this.width / 2 + (metres - this.x0) * this.scale; }
    y(metres) { return this.height / 2 - (metres - this.y0) * this.scale; }
  }

  function boundsOf(plan) {
    const xs = plan.walkable.map((p) => p[0]), ys = plan.walkable.map((p) => p[1]);
    return { x0: Math.min(...xs) - 3, x1: Math.max(...xs) + 3, y0: Math.min(...ys) - 1, y1: Math.max(...ys) + 1 };
  }

  function ground(g, view, plan, isOverview) {
    g.fillStyle = OUTSIDE;
    g.fillRect(0, 0, view.width, view.height);
    g.lineJoin = "round";
    trace(g, view, [plan.walkable, ...plan.obstacles]);
    g.fillStyle = GROUND;
    g.fill("evenodd");
    g.lineWidth = isOverview ? 1 : 1.5;
    g.strokeStyle = EDGE;
    g.stroke();
    for (const site of plan.sites) {
      trace(g, view, [site.zone]);
      g.fillStyle = isOverview ? "rgba(18,67,109,0.3)" : ZONE;
      g.fill();
      if (isOverview) continue;
      g.setLineDash([5, 4]); g.lineWidth = 1.5; g.strokeStyle = BLUE; g.stroke(); g.setLineDash([]);
    }
    if (!isOverview) for (const site of plan.sites) for (const camera of site.cameras) wedge(g, view, camera);
  }

  function trace(g, view, rings) {
    g.beginPath();
    for (const ring of rings) polygon(g, ring.map(([x, y]) => [view.x(x), view.y(y)]));
  }

  function wedge(g, view, camera) {
    const x = view.x(camera.x_m), y = view.y(camera.y_m), far = 9 * view.scale;
    const half = (camera.fov_deg * Math.PI) / 360, to = (-camera.heading_deg * Math.PI) / 180;
    const fade = g.createRadialGradient(x, y, 0, x, y, far);
    fade.addColorStop(0, "rgba(18,67,109,0.26)");
    fade.addColorStop(1, "rgba(18,67,109,0)");
    g.beginPath(); g.moveTo(x, y); g.arc(x, y, far, to - half, to + half); g.closePath();
    g.fillStyle = fade; g.fill();
    g.beginPath(); g.arc(x, y, Math.max(3, Math.min(5, view.scale * 0.3)), 0, 2 * Math.PI);
    g.fillStyle = BLUE; g.fill(); g.lineWidth = 1.5; g.strokeStyle = "#fff"; g.stroke();
  }

  /* Names of the entrances above and below the plan, moved to a second row where they would touch. */
  function names(g, view, plan, padPx) {
    g.font = "500 13px " + FONT;
    g.textBaseline = "middle";
    const sides = { up: [], down: [] };
    for (const entrance of plan.entrances) {
      const x = (entrance.mouth[0][0] + entrance.mouth[1][0]) / 2, y = (entrance.mouth[0][1] + entrance.mouth[1][1]) / 2;
      if (view.x(x) < -20 || view.x(x) > view.width + 20) continue;
      sides[view.y(y) < view.height / 2 ? "up" : "down"].push({ name: entrance.name, x: view.x(x), y: view.y(y) });
    }
    for (const side of ["up", "down"]) {
      const ends = [-Infinity, -Infinity, -Infinity];
      for (const item of sides[side].sort((a, b) => a.x - b.x)) {
        const wide = g.measureText(item.name).width;
        const left = Math.max(4, Math.min(item.x - wide / 2, view.width - wide - 4));
        const row = ends.findIndex((end) => left > end + 10);
        if (row < 0) continue;
        ends[row] = left + wide;
        const y = side === "up" ? padPx - 14 - 18 * row : view.height - padPx + 10 + 18 * row;
        const toY = side === "up" ? Math.max(item.y, padPx - 2) : Math.min(item.y, view.height - padPx + 2);
        g.strokeStyle = EDGE; g.lineWidth = 1;
        g.beginPath();
        g.moveTo(Math.min(Math.max(item.x, left + 2), left + wide - 2), y + (side === "up" ? 8 : -8));
        g.lineTo(item.x, toY);
        g.stroke();
        g.fillStyle = OUTSIDE; g.fillRect(left - 2, y - 9, wide + 4, 18);
        g.fillStyle = INK; g.fillText(item.name, left, y);
      }
    }
  }

  /* Scale bar, and the way to the north end. */
  function bearings(g, view, words) {
    const metres = [5, 10, 20, 50, 100].find((n) => n * view.scale > 54) || 100, long = metres * view.scale;
    const y = view.height - 12;
    g.font = "500 13px " + FONT;
    g.textBaseline = "middle";
    const text = words.metres.replace("{n}", metres);
    g.fillStyle = OUTSIDE; g.fillRect(0, y - 11, long + g.measureText(text).width + 30, 23);
    g.strokeStyle = INK; g.fillStyle = INK; g.lineWidth = 2;
    g.beginPath(); g.moveTo(10, y - 4); g.lineTo(10, y + 4); g.moveTo(10, y); g.lineTo(10 + long, y); g.moveTo(10 + long, y - 4); g.lineTo(10 + long, y + 4); g.stroke();
    g.fillText(text, 18 + long, y);
    const wide = g.measureText(words.north_end).width, right = view.width - 10;
    g.fillStyle = OUTSIDE; g.fillRect(right - wide - 44, y - 11, wide + 54, 23);
    g.fillStyle = INK; g.fillText(words.north_end, right - wide - 34, y);
    g.beginPath(); g.moveTo(right - 26, y); g.lineTo(right - 2, y); g.moveTo(right - 9, y - 5); g.lineTo(right - 2, y); g.lineTo(right - 9, y + 5); g.stroke();
  }

  Object.assign((window.passerby = window.passerby || {}), {
    plan: { View, boundsOf, ground, names, bearings, shape, officer, MARKS, groupMark, BLUE },
  });
})();
