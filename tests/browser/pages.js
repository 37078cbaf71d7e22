// The pages that are tested, made by the program from files that are written here: the same bytes every time.
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { taskAudits, wholeSpecification } from "./tasks.js";

const here = dirname(fileURLToPath(import.meta.url));
const home = join(here, "..", "..");
const folder = join(here, "pages");
const program = process.env.EVENHAND ?? join(home, "target", "release", "evenhand");

/** Names that would break a page that trusts them. */
export const hostile = [
  "<script>alert(1)</script>",
  "\"><img src=x onerror=alert(1)>",
  "' onmouseover='alert(1)",
  "</bdi></table><h1>gone</h1>",
  "\u202edesrever",
  "\u2066\u200fשלום\u2069",
  "👩‍👩‍👧 family",
  "{{ 7 * 7 }} | safe",
  "long ".repeat(2000).trim(),
];

const quoted = text => `"${text.replaceAll("\"", "\"\"")}"`;

/** Numbers that only look random: a linear congruential generator. */
function draws(seed) {
  let state = BigInt(seed);
  return bound => {
    state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
    return Number((state >> 33n) % BigInt(bound));
  };
}

/** Audits a file and returns the path of one form of the report. */
export function audit(name, form, ending, input, ...more) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.${ending}`);
  const run = spawnSync(program, ["audit", input, "--quiet", `--${form}`, path, ...more], { encoding: "utf8", cwd: home });
  if (run.error || run.status > 1) throw new Error(`${program} ${name}: ${run.error ?? run.stderr}`);
  return path;
}

const roles = ["--decision", "selected", "--outcome", "bought", "--intersections", "2"];

/** Name, file and arguments of an audit of hostile names. */
export function hostileCampaign() {
  mkdirSync(folder, { recursive: true });
  const names = ["name,side,selected,bought"];
  for (let row = 0; row < 1080; row += 1) {
    const yes = row % 3 === 0 || row % hostile.length === 2;
    names.push(`${quoted(hostile[row % hostile.length])},${row % 2 ? "a|b" : "*c*"},${Number(yes)},${Number(row % 5 === 0)}`);
  }
  const file = join(folder, "hostile.csv");
  writeFileSync(file, names.join("\n") + "\n");
  return ["hostile", file, ...roles, "--segments", "name,side", "--title", hostile[1], "--owner", hostile[0]];
}

/** Writes every page; their paths by name. */
export function pages() {
  mkdirSync(folder, { recursive: true });
  const example = ["--spec", "examples/data/audit.toml"];
  // 70 levels by 70: 4,900 pairs and 140 single levels. Thirty pairs are nearly always selected, so that the pairs, of which
  // each holds some forty rows, do not all get the same verdict.
  const draw = draws(7), rows = ["shop,product,selected,bought"];
  for (let row = 0; row < 200_000; row += 1) {
    const shop = draw(70), product = draw(70), usual = 20 + (shop % 5) * 4;
    const yes = draw(100) < (shop < 10 && product < 3 ? 95 : usual);
    rows.push(`shop ${shop},product ${product},${Number(yes)},${Number(draw(100) < 15)}`);
  }
  const manyFile = join(folder, "many.csv");
  writeFileSync(manyFile, rows.join("\n") + "\n");
  const page = (name, ...more) => audit(name, "html", "html", ...more);
  const tasks = taskAudits(folder, draws);
  const germanTask = ["rankings", "funnel"].map(name => {
    const [own, ...more] = tasks[name];
    return [`${own}-german`, page(`${own}-german`, ...more, "--language", "de")];
  });
  // With everything that an owner may add, after two earlier reports, the last of which it takes the place of.
  const specification = join(folder, "whole.toml");
  writeFileSync(specification, wholeSpecification(readFileSync(join(home, "examples", "data", "audit.toml"), "utf8").replace(/^policy = .*$/m, `policy = ${JSON.stringify(join(home, "examples", "data", "policy.toml"))}`)));
  const campaign = readFileSync(join(home, "examples", "data", "campaign.csv"), "utf8").trim().split("\n");
  const earlier = [2, 3].map(every => {
    const file = join(folder, `earlier-${every}.csv`);
    writeFileSync(file, campaign.filter((_, row) => row === 0 || row % every === 0).join("\n") + "\n");
    return audit(`earlier-${every}`, "json", "json", file, ...example);
  });
  const whole = ["--spec", specification, "--earlier", earlier[0], "--earlier", earlier[1], "--supersedes", earlier[1]];
  return {
    ...Object.fromEntries(Object.values(tasks).map(([name, ...more]) => [name, page(name, ...more)])),
    ...Object.fromEntries(germanTask),
    whole: page("whole", "examples/data/campaign.csv", ...whole),
    "whole-german": page("whole-german", "examples/data/campaign.csv", ...whole, "--language", "de"),
    campaign: page("campaign", "examples/data/campaign.csv", ...example),
    german: page("german", "examples/data/campaign.csv", ...example, "--language", "de"),
    hostile: page(...hostileCampaign()),
    many: page("many", manyFile, ...roles, "--segments", "shop,product", "--title", "5,040 slices"),
  };
}
