import {bySeverity, type ContainerFacts, type ImageFacts, ownValue, sanitise} from '../../base/index.js';
import {type AppliedWaiver, type ContainerVerdict, type HiddenFindings, nothingHidden} from '../rules/verdict.js';
import {matchesGlob} from './glob.js';
import type {Policy, Waiver} from './policy.js';

/** What a waiver's patterns are matched against. */
export type WaiverTarget = {
	readonly names: readonly string[];
	readonly services: readonly string[];
	readonly images: readonly string[];
};

/**
 * A container's image matches the name that it was created with, and every other name of the same image: a container may be created from a
 * digest or an id.
 */
export function containerSubject({name, compose, image}: ContainerFacts, itsImage: ImageFacts | null): WaiverTarget {
	return {
		names: [name],
		services: serviceNames(compose),
		images: [...new Set([image, ...(itsImage === null ? [] : namesOf(itsImage))])],
	};
}

/** A Compose service as a waiver may name it: `web` and `shop/web`. */
export const serviceNames = (compose: ContainerFacts['compose']): readonly string[] =>
	compose === null ? [] : [compose.service, `${compose.project}/${compose.service}`];

const namesOf = ({tags, digests, id}: ImageFacts): readonly string[] => [...tags, ...digests, id];

/** An image matches its tags, digests and id. */
export function imageSubject(image: ImageFacts): WaiverTarget {
	const names = namesOf(image);
	return {names, services: [], images: names};
}

/** Engine, host and swarm match the engine's name. */
export function namedSubject(name: string): WaiverTarget {
	return {names: [name], services: [], images: []};
}

/**
 * Applies the policy to the verdicts on one target: disabled rules are removed, a severity in the file overrides all
 * others, and a finding that a waiver covers is marked with it. An expired waiver is kept and marked: the finding counts again.
 *
 * @param now  RFC 3339
 */
export function applyPolicy<V extends ContainerVerdict>(
	verdicts: readonly V[],
	policy: Policy,
	subject: WaiverTarget,
	now: string,
): readonly V[] {
	if (isPlain(policy)) return verdicts;
	return verdicts
		.filter(({rule}) => !policy.disabled.has(rule))
		.map(verdict => {
			const severity = ownValue(policy.severities, verdict.rule);
			const waived = verdict.verdict === 'fail' ? findWaiver(policy.waivers, verdict.rule, subject, now) : null;
			if (severity === undefined && waived === null) return verdict;
			return {...verdict, severity: severity ?? verdict.severity, waived};
		});
}

/**
 * What `applyPolicy` makes of the findings among the same verdicts, apart from waivers, which stay in the verdicts: the rules of those that
 * it removes, and of those that it makes less severe and no waiver covers.
 */
export function hiddenFindings(
	verdicts: readonly ContainerVerdict[],
	policy: Policy,
	subject: WaiverTarget,
	now: string,
): HiddenFindings {
	if (policy.disabled.size === 0 && Object.keys(policy.severities).length === 0) return nothingHidden;
	const findings = verdicts.filter(({verdict}) => verdict === 'fail');
	const isLowered = ({rule, severity}: ContainerVerdict) =>
		!policy.disabled.has(rule) && bySeverity(severity, ownValue(policy.severities, rule) ?? severity) < 0;
	const lowered = findings
		.filter(isLowered)
		.filter(({rule}) => findWaiver(policy.waivers, rule, subject, now)?.expired !== false);
	return {
		disabled: findings.flatMap(({rule}) => (policy.disabled.has(rule) ? [rule] : [])),
		lowered: lowered.map(({rule}) => rule),
	};
}

function isPlain({disabled, severities, waivers}: Policy): boolean {
	return disabled.size === 0 && waivers.length === 0 && Object.keys(severities).length === 0;
}

/** The waiver that covers a finding; of several, one that has not expired. */
function findWaiver(waivers: readonly Waiver[], rule: string, subject: WaiverTarget, now: string): AppliedWaiver | null {
	const covering = waivers
		.filter(waiver => waiver.rule === rule && covers(waiver.target, subject))
		.map(waiver => applied(waiver, now));
	return covering.find(({expired}) => !expired) ?? covering[0] ?? null;
}

/** An image without the vulnerabilities that a waiver covers for this subject. The same object where there is none. */
export function withoutWaivedVulnerabilities(
	image: ImageFacts,
	{waivers}: Policy,
	subject: WaiverTarget,
	now: string,
): ImageFacts {
	const about = waivers.filter(({rule}) => isVulnerability(rule));
	if (about.length === 0 || !image.scan.known) return image;
	const fixable = image.scan.value.fixable.filter(({id, aliases}) => waiverOf(about, [id, ...aliases], subject, now) === null);
	return {...image, scan: {known: true, value: {...image.scan.value, fixable}}};
}

/** A waiver may name a vulnerability instead of a rule. */
export const isVulnerability = (rule: string): boolean => /^(CVE|GHSA)-/.test(rule);

/** The waiver for a vulnerability, by any of its names, that has not expired. */
export function waiverOf(
	waivers: readonly Waiver[],
	names: readonly string[],
	subject: WaiverTarget,
	now: string,
): AppliedWaiver | null {
	const found = names.map(name => findWaiver(waivers, name, subject, now));
	return found.find(waiver => waiver?.expired === false) ?? null;
}

/** Whether each pattern that is given matches. */
export function covers({name, service, image}: Waiver['target'], {names, services, images}: WaiverTarget): boolean {
	return covered(name, names) && covered(service, services) && covered(image, images);
}

const covered = (pattern: string | undefined, candidates: readonly string[]): boolean =>
	pattern === undefined || candidates.some(candidate => matchesGlob(pattern, candidate));

/** Valid until the end of its last day, in UTC: the same everywhere. @param now  RFC 3339 */
export const isExpired = ({expires}: Pick<Waiver, 'expires'>, now: string): boolean =>
	expires !== null && expires < new Date(now).toISOString().slice(0, 10);

const applied = (waiver: Waiver, now: string): AppliedWaiver => ({
	reason: sanitise(waiver.reason),
	owner: waiver.owner === null ? null : sanitise(waiver.owner),
	expires: waiver.expires,
	expired: isExpired(waiver, now),
});
