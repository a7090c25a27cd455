import {bySeverity, counted, fitTo, type SafeText, safe, sanitise, trusted, widthOf} from '../../base/index.js';
import {type Badge, type ContainerVerdict, type FleetEntry, findRule} from '../../judge/index.js';
import {type BadgeSign, badgeSignOf} from './badge-legend.js';
import {placeOfRule} from './badge-places.js';
import {entryOf} from './entries.js';
import {findingLines} from './findings.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';
import {remedyLines} from './rule.js';

/** The rows of a container's badges, each of which opens its explanation. */
export function badgeLines(badges: readonly Badge[], container: string, width: number): readonly Line[] {
	const longest = Math.max(0, ...badges.map(({word}) => widthOf(word)));
	return badges.flatMap(({word, severity, meaning}) => {
		const item = {copy: safe`${word}: ${sanitise(meaning)}`, open: {kind: 'badge', word, target: container}} as const;
		const [first, ...rest] = prose(meaning, width - longest - 15, {indent: 0});
		const words = first?.kind === 'text' ? first.spans : [];
		return [
			itemLine(item, '   ', say(fitTo(word, longest), 'strong'), '  ', say(severity.padEnd(9), severity), ...words),
			...rest.map(more => line(' '.repeat(longest + 14), ...(more.kind === 'text' ? more.spans : []))),
		];
	});
}

/** What a badge means, why this container has it, where to look, what removes it, and who else has it; without a container, as the legend has it. */
export function badgePage({state, width}: PageContext, word: SafeText, target: string | null): Page {
	const sign = badgeSignOf(word);
	if (sign === undefined) return {lines: [line(' there is no such badge')]};
	const entry = target === null ? null : entryOf(state, target);
	const badge = entry?.assessed?.badges.find(one => one.word === word);
	const others = state.model.entries.filter(one => one.id !== target && one.assessed?.badges.some(sign.isOn));
	return {
		lines: [
			line(
				' ',
				say(word, 'strong'),
				'  ',
				...(badge ? [say(badge.severity, badge.severity), '  '] : []),
				say(badge?.meaning ?? sign.meaning),
			),
			blank,
			...(entry && badge
				? aboutContainer(entry, {badge, sign, fixKey: state.keyNames.openFix}, width)
				: generalLines(entry, sign, width)),
			heading(
				` ON ${counted(others.length, entry ? 'OTHER CONTAINER' : 'CONTAINER', entry ? 'OTHER CONTAINERS' : 'CONTAINERS')}`,
			),
			...otherLines(others, sign),
		],
	};
}

type About = {readonly badge: Badge; readonly sign: BadgeSign; readonly fixKey: SafeText};

function aboutContainer({id, name, assessed}: FleetEntry, {badge, sign, fixKey}: About, width: number): readonly Line[] {
	const judged = assessed?.verdicts.filter(({rule}) => rule === badge.slug || sign.rules.includes(rule)) ?? [];
	const found = judged
		.filter(({verdict}) => verdict === 'fail' || verdict === 'info')
		.toSorted((a, b) => Number(b.rule === badge.slug) - Number(a.rule === badge.slug) || bySeverity(a.severity, b.severity));
	const place = placeOfRule[badge.slug];
	return [
		heading(` WHY ${name} HAS IT`),
		...(found.length === 0 ? prose(unjudgedWords(badge, judged), width, {indent: 3}) : []),
		...found.flatMap(verdict => [...findingLines(verdict, id, width), ...mitigationLines(verdict, width)]),
		blank,
		...(place
			? [
					heading(' WHERE TO LOOK'),
					itemLine({copy: sanitise(place.shows), open: {kind: 'container', id, tab: place.tab}}, say(`   ${place.shows}`)),
					blank,
				]
			: []),
		...found.slice(0, 1).flatMap(verdict => remedyLines(verdict, width)),
		...(found.length === 0 ? [] : [line(say(safe`   ${fixKey}: the hardened command for ${name}`, 'muted')), blank]),
	];
}

const mitigationLines = ({mitigations}: ContainerVerdict, width: number): readonly Line[] =>
	mitigations.flatMap(text => prose(sanitise(`mitigated by: ${text}`), width, {indent: 11, tone: 'ok'}));

/** A badge comes from the configuration, its severity from the rule. */
const unjudgedWords = ({slug}: Badge, judged: readonly ContainerVerdict[]): string =>
	judged.length === 0
		? `Its configuration shows it; the rule ${slug} is disabled by the policy.`
		: 'Its configuration shows it; no rule reports it as a finding.';

/** Which rules give it, for the legend, and for a container that lost it meanwhile. */
function generalLines(entry: FleetEntry | null, {rules}: BadgeSign, width: number): readonly Line[] {
	return [
		...(entry ? [...prose(safe`${entry.name} does not have this badge any more.`, width, {tone: 'strong'}), blank] : []),
		heading(rules.length === 1 ? ' RULE' : ' RULES, THE FIRST THAT FAILS GIVES IT'),
		...rules.flatMap(slug => {
			const rule = findRule(slug);
			return rule === undefined
				? []
				: [
						itemLine(
							{copy: sanitise(`${slug}: ${rule.title}`), open: {kind: 'rule', slug, target: null}},
							'   ',
							say(rule.severity.padEnd(9), rule.severity),
							say(rule.title),
						),
						...prose(rule.rationale, width, {indent: 12, tone: 'muted'}),
					];
		}),
		blank,
	];
}

/** Those that have it too, the worst first. */
function otherLines(entries: readonly FleetEntry[], sign: BadgeSign): readonly Line[] {
	const found = entries.flatMap(({id, name, assessed}) =>
		(assessed?.badges ?? []).filter(sign.isOn).map(({word, severity}) => ({id, name, word, severity})),
	);
	return found
		.toSorted((a, b) => bySeverity(a.severity, b.severity))
		.map(({id, name, word, severity}) =>
			itemLine(
				{copy: name, open: {kind: 'badge', word, target: id}},
				'   ',
				say(severity.padEnd(9), severity),
				say(name),
				say(word === sign.sign ? trusted('') : safe`  ${word}`, 'muted'),
			),
		);
}
