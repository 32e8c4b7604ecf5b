/* Evaluate the document of an emulator (`passerby emulate`), by the formula of sim/emulator/answer.py, which explains it.
 *
 *   const emulator = passerbyEmulator.prepare(await (await fetch("emulator.json")).json());
 *   emulator.ask({threshold: 0.6, profile: "neoface_npl_2023"})   // one answer a headline; throws what it refuses
 *   emulator.each({threshold: 0.6})                               // the same, but what one headline refuses stands in its place
 *
 * tests/emulator/test_javascript.py holds both to the same answers.
 */
(function (root) {
  "use strict";

  const Z_90 = 1.6448536269514722;
  const APART = Math.SQRT1_2;

  class Refused extends Error {
    constructor(input, what, allowed) {
      super(`${input}: ${what}; ${allowed}`);
      this.input = input;
    }
  }

  function prepare(emulator) {
    if (emulator.document !== "passerby emulator" || emulator.format !== 1) {
      throw new Refused("document", "not an emulator that this page reads", "one of format 1");
    }
    const rows = emulator.set_rows.map((sliders, i) => [...sliders, ...levels(emulator, emulator.chosen_rows[i])]);
    const processes = emulator.headlines.map((headline) => process(emulator, headline, rows));
    return {
      emulator,
      ask: (given) => {
        const asked = check(emulator, given || {});
        return emulator.headlines.map((headline, h) => answer(emulator, headline, processes[h], asked));
      },
      each: (given) => {
        const asked = check(emulator, given || {});
        return emulator.headlines.map((headline, h) => refusedOr(() => answer(emulator, headline, processes[h], asked)));
      },
    };
  }

  /* Return an answer, or that it is refused. */
  function refusedOr(answered) {
    try {
      return answered();
    } catch (error) {
      if (error instanceof Refused) return error;
      throw error;
    }
  }

  /* Return what is asked, with what the scenario has for everything that is not. */
  function check(emulator, given) {
    const known = [...emulator.sliders, ...emulator.choices].map((one) => one.name);
    for (const name of Object.keys(given)) {
      if (!known.includes(name)) throw new Refused(name, "no such input", `inputs are ${known.join(", ")}`);
    }
    const choices = {};
    for (const one of emulator.choices) {
      const level = given[one.name] === undefined ? one.given : String(given[one.name]);
      if (!one.levels.includes(level)) throw new Refused(one.name, `was not run (${level})`, `one of ${one.levels.join(", ")}`);
      choices[one.name] = level;
    }
    const sliders = {};
    for (const one of emulator.sliders) sliders[one.name] = slider(one, given[one.name], choices.profile);
    return {sliders, choices};
  }

  function slider(one, given, profile) {
    if (given === undefined) return profile in one.given_with ? one.given_with[profile] : one.given;
    const value = given === "" ? NaN : Number(given);
    if (Number.isNaN(value)) throw new Refused(one.name, `not a number (${given})`, one.allowed);
    if (!(one.low <= value && value <= one.high)) {
      throw new Refused(one.name, `outside of what was run (${value})`, one.allowed);
    }
    if (one.is_whole && !Number.isInteger(value)) throw new Refused(one.name, `not a whole number (${value})`, one.allowed);
    return value;
  }

  function answer(emulator, headline, known, asked) {
    const fixed = [
      ...emulator.sliders.map((one) => column(one, asked.sliders[one.name])),
      ...levels(emulator, emulator.choices.map((one) => one.levels.indexOf(asked.choices[one.name]))),
    ];
    const to = parts(known.set, known.rows, fixed);
    const {means, sd} = predict(known, to, fixed);
    if (sd > headline.furthest) {
      throw new Refused(
        headline.name,
        `too far from the runs (${(sd / headline.furthest).toFixed(2)} times as unsure as where it was tried)`,
        "values nearer to the middle of their ranges",
      );
    }
    const chance = Math.sqrt(headline.inflation * (headline.nugget + sd * sd));
    const runs = means.flatMap((mean) => emulator.chance.map((z) => mean + chance * z));
    const sorted = Float64Array.from(runs).sort();
    const middle = quantile(sorted, 0.5);
    const error = Z_90 * Math.sqrt(headline.inflation) * sd;
    const natural = (value) => back(headline.scale, headline.mean + headline.spread * value);
    return {
      name: headline.name,
      label: headline.label,
      unit: headline.unit,
      value: natural(middle),
      mean: meanOf(runs.map(natural)),
      low: natural(quantile(sorted, 0.05)),
      high: natural(quantile(sorted, 0.95)),
      as_given: natural(joined(to, known.given, known.smooth).reduce((sum, one, i) => sum + one * known.weights[i], 0)),
      error_low: natural(middle - error),
      error_high: natural(middle + error),
      held_out: headline.held_out.rms_value,
      in_range: headline.in_range,
    };
  }

  /* Of a headline, what does not depend on what is asked.
   *
   * A covariance has a part of the sliders and choices (`set`) and one of what is uncertain: products add up, and
   * exponentials multiply. `among` holds the latter part between all runs, which every answer integrates over.
   */
  function process(emulator, headline, rows) {
    const input = inputOfColumns(emulator), split = rows[0].length, n = rows.length;
    const settings = (from, to) => ({
      linear: input.slice(from, to).map((k) => headline.linear[k]),
      rates: input.slice(from, to).map((k) => headline.rates[k]),
    });
    const set = settings(0, split), uncertain = settings(split), draws = emulator.uncertain_rows;
    const among = draws.map((draw) => parts(uncertain, draws, draw));
    const given = parts(uncertain, draws, emulator.uncertain.map((one) => one.given_column));
    const lower = rows.map((row, i) => {
      const line = joined(parts(set, rows, row), among[i], headline.smooth);
      line[i] += headline.nugget;
      return line;
    });
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = lower[i][j];
        for (let k = 0; k < j; k++) sum -= lower[i][k] * lower[j][k];
        lower[i][j] = i === j ? Math.sqrt(sum) : sum / lower[j][j];
      }
    }
    const weights = forward(lower, headline.values);
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) weights[i] -= lower[k][i] * weights[k];
      weights[i] /= lower[i][i];
    }
    const mean = {products: average(among.map((one) => one.products)), near: average(among.map((one) => one.near))};
    return {rows, set, among, given, lower, weights, mean, smooth: headline.smooth};
  }

  /* Return the mean at each draw of what is uncertain, and the standard deviation of the mean over all of them. */
  function predict(known, to, fixed) {
    const {weights, smooth} = known;
    const means = known.among.map((one) => joined(to, one, smooth).reduce((sum, value, i) => sum + value * weights[i], 0));
    const mean = joined(to, known.mean, smooth);
    const itself = parts(known.set, [fixed], fixed).products[0];
    const own = 1 + itself + meanOf(known.mean.products) + smooth * meanOf(known.mean.near);
    const explained = forward(known.lower, mean);
    return {means, sd: Math.sqrt(Math.max(own - explained.reduce((sum, one) => sum + one * one, 0), 0))};
  }

  /* Return the products and the nearness, without its factor, of one row to each of some rows. */
  function parts({linear, rates}, rows, row) {
    const products = new Float64Array(rows.length), near = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) {
      let product = 0, apart = 0;
      for (let j = 0; j < row.length; j++) {
        const step = row[j] - rows[i][j];
        product += linear[j] * row[j] * rows[i][j];
        apart += rates[j] * step * step;
      }
      products[i] = product;
      near[i] = Math.exp(-apart / 2);
    }
    return {products, near};
  }

  function joined(one, other, smooth) {
    return one.products.map((product, i) => 1 + product + other.products[i] + smooth * one.near[i] * other.near[i]);
  }

  function average(rows) {
    return Float64Array.from(rows[0], (_, i) => rows.reduce((sum, row) => sum + row[i], 0) / rows.length);
  }

  function forward(lower, values) {
    const found = Float64Array.from(values);
    for (let i = 0; i < found.length; i++) {
      for (let k = 0; k < i; k++) found[i] -= lower[i][k] * found[k];
      found[i] /= lower[i][i];
    }
    return found;
  }

  function inputOfColumns(emulator) {
    const lengths = [
      ...emulator.sliders.map(() => 1),
      ...emulator.choices.map((one) => one.levels.length),
      ...emulator.uncertain.map(() => 1),
    ];
    return lengths.flatMap((length, k) => Array(length).fill(k));
  }

  function levels(emulator, chosen) {
    return emulator.choices.flatMap((one, k) => one.levels.map((_, level) => (level === chosen[k] ? APART : 0)));
  }

  function column(one, value) {
    if (one.low === one.high) return 0;
    const of = one.scale === "log" ? Math.log : (x) => x;
    return (2 * (of(value) - of(one.low))) / (of(one.high) - of(one.low)) - 1;
  }

  function back(scale, value) {
    return scale.kind === "log" ? Math.max(Math.exp(value) - scale.shift, 0) : Math.sinh(value) * scale.shift;
  }

  function quantile(sorted, p) {
    const at = p * (sorted.length - 1);
    const below = Math.floor(at);
    const above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }

  function meanOf(values) {
    return values.reduce((sum, one) => sum + one, 0) / values.length;
  }

  const api = {prepare, Refused};
  if (typeof module === "object" && module.exports) module.exports = api;
  else root.passerbyEmulator = api;
})(globalThis);
