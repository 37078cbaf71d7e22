// The verdicts as JUnit XML against the schema that Jenkins publishes. It stands here because no crate of ours reads XSD.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import xmllint from "xmllint-wasm";
import { audit, hostileCampaign } from "./pages.js";

const schema = readFileSync(new URL("../schemas/junit-10.xsd", import.meta.url), "utf8");

const errors = async contents => {
  const result = await xmllint.validateXML({ xml: [{ fileName: "verdicts.xml", contents }], schema: [{ fileName: "junit-10.xsd", contents: schema }] });
  return result.errors.map(error => error.message);
};

test("JUnit XML keeps to the schema of Jenkins", async () => {
  for (const [name, ...more] of [["example", "examples/data/campaign.csv", "--spec", "examples/data/audit.toml"], hostileCampaign()]) {
    const xml = readFileSync(audit(name, "junit", "xml", ...more), "utf8");
    assert.ok(xml.includes("<failure ") || xml.includes("<skipped "), name);
    assert.deepEqual(await errors(xml), [], name);
  }
  assert.notDeepEqual(await errors("<testsuites><testsuite/></testsuites>"), []);
});
