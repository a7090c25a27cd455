import {type ContainerFacts, fitTo, type SafeText, safe, sanitise, trusted, wrap} from '../../base/index.js';
import {type AttackPath, lowerBoundWords, type RiskFactor, rulesText, whyGrade} from '../../judge/index.js';
import {alertLines} from './alert-lines.js';
import {badgeLines} from './badge.js';
import {blank, heading, itemLine, type Line, line, type Page, pairLines, prose, say} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {runStateLines} from './run-state.js';
import {cutWords, joinFitting, pathWords, pointsWord} from './triage.js';
import {age, bytes, reasonOf} from './words.js';

/** Why this grade, how it can be broken out of, and what it is. */
export function overviewPage(context: ContainerContext): Page {
	const {risk, attackPaths} = context.assessed;
	const {settled} = context.state.model;
	const state = runStateLines(context);
	return {
		lines: [
			heading(` ${whyGrade(risk)}`),
			...(risk.factors.length === 0 ? [line('   no findings', say('', 'muted'))] : []),
			...risk.factors.filter(isWorthALine).flatMap(factor => factorLines(factor, context)),
			...smallFactors(
				risk.factors.filter(factor => !isWorthALine(factor)),
				context.width,
			),
			...(risk.isLowerBound ? prose(lowerBoundWords, context.width, {indent: 3, tone: 'strong'}) : []),
			...risk.mitigations.flatMap(text => prose(sanitise(`mitigated by: ${text}`), context.width, {indent: 3, tone: 'ok'})),
			...worseLines(context),
			blank,
			heading(' ATTACK PATHS'),
			...(attackPaths.length === 0 ? [line(settled ? '   none found in what could be seen' : '   still judging …')] : []),
			...attackPaths.flatMap(path => pathLines(path, context)),
			blank,
			...alertLines(context),
			...state,
			...(state.length > 0 ? [blank] : []),
			heading(' IDENTITY'),
			...identity(context),
			...badgesOf(context),
			...blindLines(context),
		],
	};
}

/** What is new or more severe than at an earlier moment, and how that was. */
function worseLines({state, entry, assessed, width}: ContainerContext): readonly Line[] {
	return (state.worse.get(entry.id) ?? []).flatMap(({reference, isThere, change: {worse}}) => [
		blank,
		heading(` ✦ WORSE THAN ${reference}`),
		...(isThere ? [] : prose(trusted('it has no such container: all its findings are new'), width, {indent: 3})),
		...worse.slice(0, MAX_WORSE).map(({rule, severity, before}) => {
			const title = assessed.verdicts.find(one => one.rule === rule)?.title ?? rule;
			const was = before === null ? '' : ` (was ${before})`;
			const item = {copy: sanitise(title), open: {kind: 'rule', slug: rule, target: entry.id}} as const;
			return itemLine(item, '   ', say((severity ?? '').padEnd(9), severity ?? undefined), ' ', say(`${title}${was}`));
		}),
		...(worse.length > MAX_WORSE
			? [line(say(`   and ${worse.length - MAX_WORSE} more: dockscope drift ${entry.name}`, 'muted'))]
			: []),
	]);
}
const MAX_WORSE = 8;

/** Below two points a factor shares its line with the others: what decides the grade must not drown. */
const isWorthALine = ({points}: RiskFactor): boolean => points >= 2;

function smallFactors(factors: readonly RiskFactor[], width: number): readonly Line[] {
	if (factors.length === 0) return [];
	const sum = factors.reduce((total, {points}) => total + points, 0);
	const labels = joinFitting(
		factors.map(({label}) => label),
		' · ',
		width - 20,
	);
	return [line(say(`   +${pointsWord(sum).padEnd(3)} `), say('smaller  ', 'muted'), ' ', say(labels))];
}

function factorLines({slug, label, severity, points, also}: RiskFactor, {entry, width}: ContainerContext): readonly Line[] {
	const [first = trusted(''), ...rest] = wrap(sanitise(label + rulesText(also)), width - 22);
	const item = {copy: sanitise(label), open: {kind: 'rule', slug, target: entry.id}} as const;
	return [
		itemLine(item, say(`   +${pointsWord(points).padEnd(3)} `), say(severity.padEnd(9), severity), ' ', say(first)),
		...rest.map(more => line(say(`${' '.repeat(18)}${more}`))),
	];
}

function pathLines(path: AttackPath, {entry, width}: ContainerContext): readonly Line[] {
	const room = width - 15;
	const [first = trusted(''), ...rest] = wrap(pathWords(path), room);
	const item = {copy: pathWords(path), open: {kind: 'path', id: entry.id, path: path.id}} as const;
	return [
		itemLine(item, '   ', say(fitTo(first, room)), ' ', say(path.severity, path.severity)),
		...rest.map(more => line(say(`     ${more}`))),
		...prose(sanitise(`cut by  ${cutWords(path)}`), width, {indent: 5, tone: 'ok'}),
	];
}

function identity({assessed: {facts, image}, state, width}: ContainerContext): readonly Line[] {
	const rows: [string, SafeText | string][] = [
		['image', facts.image],
		['image id', sanitise(facts.imageId.slice(0, 19))],
		['built', image?.createdAt ? safe`${age(image.createdAt, state.clock)} ago` : 'unknown'],
		['user', userWords(facts)],
		['command', facts.commandLine],
		['restart', facts.restart.name === '' ? 'no' : facts.restart.name],
		['limits', limitWords(facts)],
		['confined by', confinement(facts)],
		...composeHook(facts),
		['container', sanitise(facts.id.slice(0, 12))],
	];
	return rows.flatMap(([name, value]) => pairLines(name, value, width));
}

/** A container that looks like its service and is not: it ran before the service started, and is here because it failed. */
const composeHook = ({compose}: ContainerFacts): readonly [string, SafeText][] =>
	compose === null || compose.hook === null
		? []
		: [['compose', safe`${compose.hook} hook of service ${compose.service}: Compose keeps it after a failure`]];

function userWords({user, namespaces}: ContainerFacts): string {
	const who = user.configured === '' ? 'root (no user is set)' : user.configured;
	if (user.isRoot !== true) return user.isRoot === null ? `${who} (its uid is unknown: the image defines it)` : who;
	return namespaces.user.kind === 'host'
		? `${who} · uid 0 in the container is uid 0 on the host`
		: `${who} · remapped on the host`;
}

function limitWords({limits}: ContainerFacts): string {
	return [
		limits.memory === null ? 'no memory limit' : `memory ${bytes(limits.memory)}`,
		limits.pids === null ? 'no pids limit' : `${limits.pids} pids`,
		limits.cpu === null ? 'no CPU limit' : `CPU ${limits.cpu}`,
	].join(' · ');
}

function confinement({seccomp, appArmor, seLinux, noNewPrivileges, readOnlyRoot}: ContainerFacts): string {
	return [
		`seccomp ${seccomp.kind}`,
		appArmor.kind === 'confined' ? `AppArmor ${appArmor.profile}` : `AppArmor ${appArmor.kind}`,
		...(seLinux.kind === 'absent' || seLinux.kind === 'unreported' ? [] : [`SELinux ${seLinux.kind}`]),
		noNewPrivileges.on ? 'no new privileges' : 'new privileges allowed',
		readOnlyRoot ? 'read-only root' : 'writable root',
	].join(' · ');
}

const badgesOf = ({assessed: {badges}, entry, width}: ContainerContext): readonly Line[] =>
	badges.length === 0 ? [] : [blank, heading(' BADGES'), ...badgeLines(badges, entry.id, width)];

function blindLines({assessed, width}: ContainerContext): readonly Line[] {
	const reasons = new Set(
		assessed.verdicts.flatMap(verdict => (verdict.verdict === 'unknown' ? verdict.reasons.map(reasonOf) : [])),
	);
	if (reasons.size === 0) return [];
	return [blank, heading(' BLIND SPOTS'), ...[...reasons].flatMap(reason => prose(reason, width, {indent: 3}))];
}
