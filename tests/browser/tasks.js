// Files of other predictions than decisions, and how each is audited.
import { join } from "node:path";
import { writeFileSync } from "node:fs";

/** Name, file and arguments of an audit of each task; `draws` gives numbers that only look random. */
export function taskAudits(folder, draws) {
  const file = (name, head, rows) => {
    const path = join(folder, `${name}.csv`);
    writeFileSync(path, [head, ...rows].join("\n") + "\n");
    return path;
  };
  const times = (count, row) => Array.from({ length: count }, (_, at) => row(at));
  const pairs = (flag, roles) => Object.entries(roles).flatMap(([role, columns]) => [columns].flat().flatMap(column => [flag, `${role}=${column}`]));
  const draw = draws(11);
  const channels = ["app", "web", "phone", "shop"], ages = ["18-34", "35-64", "65+"];
  const of = (name, task, path, columns, more = []) =>
    [`task-${name}`, path, "--task", task, ...pairs("--column", columns), ...more, "--title", `Other predictions: ${name}`];
  const by = ["--segments", "channel,age", "--intersections", "2"];

  const customers = file("customers", "channel,age,score,bought,foretold,spent,chosen,mailed,visits", times(4000, at => {
    const channel = at % 4, age = at % 3, chance = draw(1000) / 1000;
    const bought = draw(1000) / 1000 < chance * (channel === 2 ? 0.6 : 1);
    const spent = bought ? 5 + draw(90) : 0;
    return [channels[channel], ages[age], (channel === 2 ? draw(1000) / 1000 : chance).toFixed(3), Number(bought),
      (chance * 40).toFixed(2), spent, Number(chance > 0.6 - age * 0.1), Number(draw(2) === 0), draw(30)].join(",");
  }));
  const classes = file("classes", "channel,age,offer,fits", times(3000, at => {
    const offers = ["basic", "plus", "premium"], fits = draw(3);
    return [channels[at % 4], ages[at % 3], offers[draw(10) < 6 ? fits : draw(at % 4 === 2 ? 2 : 3)], offers[fits]].join(",");
  }));
  const lists = file("lists", "list,rank,item,wanted,brand,region", times(3000, at => {
    const item = draw(60);
    return [`c${Math.floor(at / 10)}`, at % 10 + 1, `i${at % 10 * 60 + item}`, Number(draw(10) < 3), item < 22 ? "large" : item < 40 ? "small" : "own",
      ["north", "south", "west"][Math.floor(at / 10) % 3]].join(",");
  }));
  const funnel = file("funnel", "channel,age,consented,sent,delivered,opened,bought", times(5000, at => {
    let goesOn = true;
    const steps = [80, 70, 95, 50, 30].map((chance, step) => Number(goesOn &&= draw(100) < chance - (at % 4 === 2 && step === 0 ? 25 : 0)));
    return [channels[at % 4], ages[at % 3], ...steps].join(",");
  }));
  return {
    scores: of("scores", "scores", customers, { score: "score", outcome: "bought" }, by),
    values: of("values", "values", customers, { prediction: "foretold", outcome: "spent" }, by),
    individual: of("individual", "individual", customers, { decision: "chosen", outcome: "bought", feature: ["score", "visits"] }, by),
    uplift: of("uplift", "uplift", customers, { treatment: "mailed", outcome: "bought", score: "score", targeted: "chosen" }, by),
    classes: of("classes", "classes", classes, { prediction: "offer", outcome: "fits" }, [...by, "--option", "class=premium"]),
    rankings: of("rankings", "rankings", lists, { list: "list", rank: "rank", item: "item", relevant: "wanted" }, ["--segments", "brand,region"]),
    funnel: of("funnel", "funnel", funnel, { consented: "consented", targeted: "sent", delivered: "delivered", opened: "opened", converted: "bought" }, by),
  };
}

/** A specification with everything that an owner may add: scorecard, actions, sections of one's own, colours, a population. */
export function wholeSpecification(example) {
  return `${example}
[[scorecard]]
id = "response"
name = "Response rate of the spring offer"
perspective = "business"
unit = "share"
better = "higher"
target = 0.12
value = 0.134
segments.channel = { app = 0.152, phone = 0.081 }

[[scorecard]]
id = "revenue"
name = "Revenue"
perspective = "business"
unit = { amount = "EUR" }
better = "higher"
target = 250000
value = 231400.5

[[sections]]
title = "Background"
before = "segments"
text = """
# What we did before

We *asked* **four** shops. See [the minutes](https://example.com/minutes).

| shop | answer |
|---|---|
| north | yes |
| south | no, not without a much longer explanation of why the offer was made to some of their customers and not to others |

- one
- two

> quoted

    code
"""

[theme]
light = { accent = "#6a1b9a" }
dark = { accent = "#ce93d8" }
`;
}
