import {trusted} from '../../base/index.js';
import {waiverOf} from '../../judge/index.js';
import type {Enrichment, ScanTarget} from '../../scan/index.js';
import type {ScanOptions} from './scan-options.js';

/** What suppresses, where it is a waiver. */
export const byPolicy = trusted('the policy');

/** A vulnerability waiver in dockscope's policy suppresses a row like an ignore file. */
export function withWaivers(enrichment: Enrichment, target: ScanTarget, {policy, now}: ScanOptions): Enrichment {
	if (policy === null || policy.waivers.length === 0) return enrichment;
	const subject = {
		...(target.asked ?? {names: [], services: []}),
		images: [target.image, ...(target.alsoKnownAs ?? []), ...(target.id === null ? [] : [target.id])],
	};
	const why = (names: readonly string[]) => waiverOf(policy.waivers, names, subject, now().toISOString())?.reason ?? null;
	const waivers = {
		from: byPolicy,
		why: ({id, aliases}: {id: string; aliases: readonly string[]}) => why([id, ...aliases]),
	};
	return {...enrichment, suppressions: [...enrichment.suppressions, waivers]};
}
