import {counted, safe, sanitise, trusted} from '../../base/index.js';
import type {Policy, Waiver} from '../../judge/index.js';
import {blank, heading, itemLine, type Line, line, type Page, prose, say} from './layout/page.js';
import type {PageContext} from './page-state.js';

/** The policy that judges: where it comes from, what it changes, and every waiver with whether it still holds. */
export function policyPage({state: {policy, model, clock, keyNames}, width}: PageContext): Page {
	const refused = policy?.refused ? prose(policy.refused, width, {tone: 'medium'}) : [];
	if (!policy || (policy.path === null && policy.profile === null))
		return {
			lines: [
				...refused,
				line(say(' The built-in policy applies: every rule, no waivers.', 'strong')),
				...prose(
					'dockscope.yaml, here or in $XDG_CONFIG_HOME/dockscope/, changes severities, disables rules, adds your own, names the registries you allow, and accepts findings with a reason and an expiry date.',
					width,
				),
				...prose(safe`${keyNames.beginWaiver} on a finding writes a waiver.`, width),
			],
		};
	const expired = model.entries.flatMap(({assessed}) => assessed?.verdicts ?? []).filter(({waived}) => waived?.expired).length;
	return {
		lines: [
			...refused,
			...(policy.path === null
				? []
				: [
						line(
							' policy   ',
							say(sanitise(policy.path), 'strong'),
							say(policy.owner === null ? trusted('') : safe`  of uid ${policy.owner}`, 'muted'),
						),
					]),
			...(policy.profile === null ? [] : [line(' profile  ', say(policy.profile, 'strong'))]),
			...(expired > 0 ? [line(say(` ${counted(expired, 'finding')} open again: the waiver has expired`, 'critical'))] : []),
			blank,
			heading(` WAIVERS ${policy.waivers.length}`),
			...policy.waivers.flatMap(waiver => waiverLines(waiver, clock, width)),
			...changes(policy),
		],
	};
}

function waiverLines(waiver: Waiver, clock: number, width: number): readonly Line[] {
	const target = Object.entries(waiver.target).map(([name, value]) => `${name} ${value}`);
	const over = waiver.expires !== null && Date.parse(`${waiver.expires}T23:59:59Z`) < clock;
	const until = waiver.expires === null ? 'no end' : over ? `expired ${waiver.expires}` : `until ${waiver.expires}`;
	return [
		itemLine(
			{copy: sanitise(waiver.rule), open: {kind: 'rule', slug: waiver.rule, target: null}},
			say(sanitise(`   ${waiver.rule}  `), 'strong'),
			say(sanitise(target.join(', '))),
			say(`  ${until}`, over ? 'critical' : 'muted'),
		),
		...prose(sanitise(`${waiver.reason}${waiver.owner === null ? '' : ` (${waiver.owner})`}, line ${waiver.line}`), width, {
			indent: 5,
			tone: 'muted',
		}),
	];
}

function changes({severities, disabled, settings, rules}: Policy): readonly Line[] {
	return [
		...list(
			'SEVERITIES CHANGED',
			Object.entries(severities).map(([rule, severity]) => `${rule} is ${severity}`),
		),
		...list('DISABLED', [...disabled]),
		...list(
			'OWN RULES',
			rules.map(({slug, severity, title}) => `${slug} (${severity}): ${title}`),
		),
		...list('ALLOWED REGISTRIES', settings.allowedRegistries ?? []),
		...list('REQUIRED FLAGS', settings.requiredFlags),
	];
}

const list = (title: string, entries: readonly string[]): readonly Line[] =>
	entries.length === 0 ? [] : [blank, heading(` ${title}`), ...entries.map(entry => line(say(sanitise(`   ${entry}`))))];
