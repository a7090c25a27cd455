import {type Change, flagsOf} from '../changes/change.js';
import type {Rule} from './rule.js';

/**
 * The documentation page of a rule as Markdown, for docs/rules/<slug>.md.
 *
 * @param remedy  what the rule advises for its bad example; `null` where it advises nothing
 */
export function renderPage(rule: Rule, remedy: Change | null): string {
	return `${[
		`# ${rule.title}`,
		`\`${rule.slug}\` · ${rule.severity} · target: ${rule.target}`,
		'## Why it matters',
		rule.rationale,
		...mitigation(rule),
		'## What to do',
		...(remedy === null ? ['See the references.'] : advice(remedy)),
		'## Examples',
		'Fails:',
		code(rule.examples.bad),
		'Passes:',
		code(rule.examples.good),
		'## References',
		[...rule.references, ...benchmark(rule)].map(reference => `- ${reference}`).join('\n'),
	].join('\n\n')}\n`;
}

/** The table of all rules as Markdown, for docs/rules/README.md. */
export function renderIndex(rules: readonly Rule[]): string {
	const section = (target: Rule['target']) => {
		const rows = rules.filter(rule => rule.target === target);
		return rows.length === 0 ? [] : [`## ${headings[target]} (${rows.length})`, [...tableHead, ...rows.map(row)].join('\n')];
	};
	return `${[
		'# Rules',
		`${rules.length} rules, generated from \`src/judge/rules\` by \`npm run docs:rules\`. Severities are those before mitigating factors (rootless engine, user namespaces) and before the policy file.`,
		...targets.flatMap(section),
	].join('\n\n')}\n`;
}

const targets = ['container', 'image', 'engine', 'host', 'swarm'] as const;
const headings = {container: 'Containers', image: 'Images', engine: 'Engine', host: 'Host', swarm: 'Swarm'} as const;
const tableHead = ['| rule | severity | CIS 1.6 / 1.8 | what it finds |', '|---|---|---|---|'];

const row = (rule: Rule) =>
	`| [${rule.slug}](${rule.slug}.md) | ${rule.severity} | ${cisPair(rule)} | ${rule.title.replaceAll('|', '\\|')} |`;

const cisPair = ({cis}: Rule) =>
	cis['1.6.0'] === undefined && cis['1.8.0'] === undefined ? '' : `${cis['1.6.0'] ?? '-'} / ${cis['1.8.0'] ?? '-'}`;

/** `CIS Docker Benchmark 2.7 (1.6.0, 1.7.0)`, a line for each number that the recommendation has had. */
function benchmark({cis}: Rule): string[] {
	const entries = Object.entries(cis);
	const versions = (id: string) => entries.filter(entry => entry[1] === id).map(([version]) => version);
	return [...new Set(Object.values(cis))].map(id => `CIS Docker Benchmark ${id} (${versions(id).join(', ')})`);
}

const mitigation = ({mitigatedBy, helps, weighed}: Rule) =>
	weighed === true
		? [
				'Its severity is that of the danger for who can really use it: lower where the user, groups and capabilities of its processes, a user namespace, the seccomp profile or the owner and mode of the object close it.',
			]
		: mitigatedBy === undefined
			? []
			: [
					`Severity is one step lower with ${mitigatedBy.join(', ')}${helps === undefined ? '' : ", where that blocks this container's escape vector"}.`,
				];

function advice(remedy: Change): string[] {
	const {text, mayBreak} = remedy;
	const flags = flagsOf(remedy);
	const lines = [...flags.remove.map(flag => `- remove \`${flag}\``), ...flags.add.map(flag => `- add \`${flag}\``)];
	return [
		text,
		...(lines.length === 0 ? [] : [`For the failing example below:\n\n${lines.join('\n')}`]),
		...(mayBreak === null ? [] : [`May break: ${mayBreak}`]),
	];
}

const code = (example: unknown) => `\`\`\`json\n${JSON.stringify(example, plain, 2)}\n\`\`\``;

/** Sets, which only the tests' overlays hold, as lists. */
const plain = (_key: string, value: unknown) => (value instanceof Set ? [...value] : value);
