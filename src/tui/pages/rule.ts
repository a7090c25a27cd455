import {counted, groupBy, type SafeText, sanitise} from '../../base/index.js';
import {type ContainerVerdict, findRule, flagsOf, reportedVerdicts, type Verdict} from '../../judge/index.js';
import {titleOf} from './findings.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import {reasonOf} from './words.js';

/** The page of a rule: why, what was seen on this container, what to do, what may break, and who else fails it. */
export function rulePage({state, width}: PageContext, slug: string, target: string | null): Page {
	const rule = findRule(slug);
	const verdicts = verdictsOf(state.model, slug);
	const here = verdicts.find(verdict => verdict.target.id === target) ?? (verdicts.length === 1 ? verdicts[0] : undefined);
	const title = rule?.title ?? here?.title ?? slug;
	const failing = verdicts.filter(({verdict}) => verdict === 'fail');
	return {
		lines: [
			...prose(title, width, {tone: 'strong'}),
			line(' ', severityOf(rule?.severity, here), say(`  ${slug}${identifiers(rule?.cis ?? here?.cis ?? {})}`, 'muted')),
			blank,
			...(rule ? [heading(' WHY'), ...prose(rule.rationale, width, {indent: 3}), blank] : []),
			...(here ? seenLines(here, width) : []),
			...(here?.remedy ? remedyLines(here, width) : []),
			...(rule && rule.references.length > 0
				? [
						heading(' REFERENCES'),
						...rule.references.map(reference => itemLine({copy: sanitise(reference)}, say(`   ${reference}`))),
						blank,
					]
				: []),
			heading(` FAILS ON ${failing.length} OF ${counted(verdicts.length, 'target').toUpperCase()}`),
			...failing.map(verdict =>
				itemLine(
					targetItem(verdict),
					say('   '),
					say(verdict.severity.padEnd(9), verdict.severity),
					' ',
					say(targetWords(verdict)),
				),
			),
		],
	};
}

/** Of containers and of everything else, in the order of the list. */
function verdictsOf(model: PageContext['state']['model'], slug: string): readonly Verdict[] {
	const isOfRule = ({rule}: ContainerVerdict) => rule === slug;
	const onContainers = model.entries.flatMap(({assessed}) => (assessed === null ? [] : reportedVerdicts(assessed, isOfRule)));
	return [...onContainers, ...model.verdicts.filter(isOfRule)];
}

function targetItem(verdict: Verdict) {
	const {kind, id, name} = verdict.target;
	return kind === 'container' ? ({copy: name, open: {kind: 'container', id, tab: 'findings'}} as const) : {copy: name};
}

const targetWords = ({target, detail}: Verdict): SafeText => sanitise(detail ? `${target.name}: ${detail}` : target.name);

function identifiers(cis: Readonly<Partial<Record<string, string>>>): string {
	const versions = groupBy(Object.entries(cis), ([, id]) => id);
	const [only, ...others] = [...versions];
	if (!only) return '';
	// Most ids are the same in every version of the benchmark.
	if (others.length === 0 && only[1].length > 1) return `  CIS ${only[0]}`;
	return `  CIS ${[...versions].map(([id, all]) => `${id} (${all.map(([version]) => version).join(', ')})`).join(', ')}`;
}

function severityOf(general: Verdict['severity'] | undefined, here: Verdict | undefined) {
	const severity = here?.severity ?? general ?? 'info';
	return say(severity, severity);
}

function seenLines(verdict: Verdict, width: number): readonly Line[] {
	return [
		heading(` SEEN ON ${verdict.target.name}`),
		...prose(sanitise(`${verdict.verdict}: ${titleOf(verdict)}`), width, {indent: 3}),
		...verdict.evidence.map(({source, path, value}) =>
			itemLine({copy: sanitise(`${path}=${String(value)}`)}, say(`   ${source} `, 'muted'), say(`${path} = ${String(value)}`)),
		),
		...verdict.reasons.flatMap(reason => prose(reasonOf(reason), width, {indent: 3})),
		...verdict.mitigations.flatMap(text => prose(sanitise(`mitigated by: ${text}`), width, {indent: 3, tone: 'ok'})),
		blank,
	];
}

/** What to do about a finding, and what that may break. */
export function remedyLines({remedy}: Pick<Verdict, 'remedy'>, width: number): readonly Line[] {
	if (!remedy) return [];
	const {text, mayBreak} = remedy;
	const flags = flagsOf(remedy);
	return [
		heading(' REMEDY'),
		...prose(text, width, {indent: 3}),
		...flags.remove.map(flag => itemLine({copy: sanitise(flag)}, say(`   - ${flag}`, 'high'))),
		...flags.add.map(flag => itemLine({copy: sanitise(flag)}, say(`   + ${flag}`, 'ok'))),
		...(mayBreak === null ? [] : prose(sanitise(`may break: ${mayBreak}`), width, {indent: 3, tone: 'muted'})),
		blank,
	];
}
