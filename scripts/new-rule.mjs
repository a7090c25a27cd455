// Starts a rule: npm run new:rule container-xyz (or image-, engine-, host-, swarm-)
// Writes the rule from scripts/new-rule/, a row of its tests, the index and the pages of docs/rules, which pass `npm run check`, and says
// what is left to write. One test of the rules fails until that is written: test/judge/rules/meta.test.ts names the parts.
import {execFileSync} from 'node:child_process';
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {ruleFolders} from './folder-index.mjs';

const [slug = ''] = process.argv.slice(2);
const folder = slug.split('-')[0] ?? '';
if (!(folder in ruleFolders) || !/^[a-z]+(-[a-z0-9]+)+$/.test(slug)) {
	refuse(
		`usage: npm run new:rule SLUG, where SLUG is ${Object.keys(ruleFolders).join('-, ')}- and lower-case words joined by "-"`,
	);
}

const rule = `src/judge/rules/${folder}/${slug}.ts`;
if (existsSync(rule)) refuse(`${rule} is there already`);
const known = readFileSync('docs/rules/README.md', 'utf8');
if (known.includes(`[${slug}]`)) refuse(`there is a rule ${slug} already: it is a row of a table in src/judge/rules/${folder}`);

const template = readFileSync(new URL(`new-rule/${folder}.ts`, import.meta.url), 'utf8');
writeFileSync(
	rule,
	template
		.replaceAll('../../src/judge/rules/', '../')
		.replaceAll('../../src/judge/', '../../')
		.replaceAll('../../src/', '../../../')
		.replaceAll(`'../${folder}/`, "'./")
		.replaceAll(`${folder}-example`, slug),
);

const cases =
	folder === 'container' ? 'test/judge/rules/container-cases/settings.ts' : `test/judge/rules/target-cases/${folder}.ts`;
const rows = readFileSync(cases, 'utf8');
const row = `\t'${slug}': [row('the plain example, which is healthy', '${plainVerdict(folder)}', {${folder === 'host' ? 'host: {}' : ''}})],\n`;
writeFileSync(cases, rows.replace(/\};\n$/, `${row}};\n`));

const run = (program, ...args) => execFileSync(program, args, {stdio: 'pipe'});
run(process.execPath, 'node_modules/@biomejs/biome/bin/biome', 'check', '--write', rule, cases);
run(process.execPath, 'scripts/docs-rules.mjs');

console.log(`${rule}: a page that compiles, passes its good example and fails its bad one. Now write:
  1. the title (at most eight words that a person would search for), rationale and references; cis: cisIds('5.31') if the benchmark has it
  2. the check, by the facts of src/base/facts: what could not be seen is cannotTell(reason), never pass. A new fact is a row of src/base/facts/container-facts.ts, with the
     function that computes it in a file named for it; a field that the engine's answer has and src/base/answers does not is named there first
  3. the remedy with its exact options, and both examples; an option that is new to remedies is a row in src/judge/changes/options
  4. its rows in ${cases}: each branch of the check${folder === 'container' ? ' (move them to the file of its subject)' : ''}
Its rows alone: npx vitest run --project unit test/judge/rules/rule-cases.test.ts -t ${slug}
Then: npx biome check --write src test && npm run docs:rules && npm run check && npx vitest run --project unit test/judge/rules test/base/facts
The slug is in policy files and reports from its first release on: it never changes.`);

/** What the template's check says of the plain example of its kind. */
function plainVerdict(kind) {
	if (kind === 'swarm') return 'not-applicable';
	return kind === 'host' ? 'unknown' : 'pass';
}

function refuse(why) {
	console.error(`new-rule: ${why}`);
	process.exit(2);
}
