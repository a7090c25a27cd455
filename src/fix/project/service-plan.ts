import {type ContainerInspect, type ImageInspect, isUp, type SafeText, safe, sanitise} from '../../base/index.js';
import {type AssessedContainer, flagChanges, type Risk} from '../../judge/index.js';
import type {HardeningCase} from '../hardening-case.js';
import {hardened, type Plan} from '../plan/index.js';
import {foldReplicas} from './fold-replicas.js';

type PlannedChange = Plan['changes'][number];

/** One service of a project: what all its containers would get. */
export type ServicePlan = {
	readonly service: string;
	readonly cases: readonly [HardeningCase, ...HardeningCase[]];
	readonly image: ImageInspect | null;
	/** The first container as it is, and with the changes that suit every replica. */
	readonly before: ContainerInspect;
	readonly after: ContainerInspect;
	readonly changes: readonly PlannedChange[];
	/** Containers that are created for it. */
	readonly companions: readonly ContainerInspect[];
	/** Slugs of the changes that `after` has. */
	readonly enabled: ReadonlySet<string>;
	/** How the plans of the replicas differ, and what was made of it. */
	readonly differences: readonly SafeText[];
	readonly isRunning: boolean;
	/** Of the worst replica; `after` is `null` when it is gone. */
	readonly risk: {readonly before: Risk; readonly after: Risk | null};
};

/**
 * Folds the plans of the replicas of a service into one.
 *
 * @param enabledBy  the changes of a plan that are wanted
 * @param suppose  judges a container with another configuration
 */
export function planService(
	service: string,
	cases: readonly [HardeningCase, ...HardeningCase[]],
	enabledBy: (plan: Plan) => ReadonlySet<string>,
	suppose: (id: string, inspect: ContainerInspect) => AssessedContainer | null,
): ServicePlan {
	const [first, ...others] = cases;
	const plans = [first.plan, ...others.map(({plan}) => plan)] as const;
	const wanted = plans.map(enabledBy);
	const slugs = new Set(plans.flatMap(({changes}) => changes.map(({slug}) => slug)));
	const enabled = new Set<string>();
	let after = first.plan.inspect;
	const differences: SafeText[] = [];
	for (const slug of slugs) {
		const lacking = cases.filter((_, index) => wanted[index]?.has(slug) !== true);
		if (lacking.length === cases.length) continue;
		if (lacking.length > 0) {
			differences.push(sanitise(`${slug} is omitted: not for ${names(lacking)}`));
			continue;
		}
		const more = new Set([...enabled, slug]);
		const [one, ...rest] = plans;
		const folded = foldReplicas([fold(one, more), ...rest.map(plan => fold(plan, more))]);
		const texts = cases.map(opened => flagsIn(opened, slug));
		const differ = new Set(texts).size > 1;
		const each = cases.map((opened, index) => `${opened.assessed.facts.name}: ${texts[index]}`).join('; ');
		if (folded === null) differences.push(sanitise(`${slug} is omitted, because it differs: ${each}`));
		else {
			enabled.add(slug);
			after = folded;
			if (differ) differences.push(sanitise(`${slug} differs, and what suits all of them is taken: ${each}`));
		}
	}
	const [{risk: before, facts}] = [first.assessed, ...others.map(({assessed}) => assessed)].toSorted(
		(a, b) => b.risk.sum - a.risk.sum,
	) as [AssessedContainer];
	return {
		service,
		cases,
		image: first.image,
		before: first.plan.inspect,
		after,
		enabled,
		companions: first.plan.changes.filter(({slug}) => enabled.has(slug)).flatMap(({companions}) => companions),
		changes: first.plan.changes.map(change => ofReplica(change, cases, after)),
		differences: [...differences, ...otherVersion(cases)],
		isRunning: cases.some(({assessed}) => isUp(assessed.facts)),
		risk: {before, after: suppose(facts.id, after)?.risk ?? null},
	};
}

const fold = (plan: Plan, enabled: ReadonlySet<string>) => ({before: plan.inspect, after: hardened(plan, enabled)});

const names = (cases: readonly HardeningCase[]): string => cases.map(({assessed}) => assessed.facts.name).join(', ');

function flagsIn({plan}: HardeningCase, slug: string): string {
	const change = plan.changes.find(one => one.slug === slug);
	return change === undefined ? '' : flagChanges(change).join(', ');
}

/** The change of the replica whose limit was taken: it is the one that is shown. */
function ofReplica(change: PlannedChange, cases: readonly HardeningCase[], after: ContainerInspect): PlannedChange {
	const taken = cases.flatMap(({plan}) => {
		const own = plan.changes.find(({slug}) => slug === change.slug);
		if (own === undefined) return [];
		const {Memory: memory, PidsLimit: pids} = own.apply(plan.inspect).HostConfig ?? {};
		const [was, is] = [plan.inspect.HostConfig ?? {}, after.HostConfig ?? {}];
		const fits = (memory === was.Memory || memory === is.Memory) && (pids === was.PidsLimit || pids === is.PidsLimit);
		return fits ? [own] : [];
	});
	return taken[0] ?? change;
}

/** Compose keeps a digest of the configuration: replicas with different ones were created from different versions of the files. */
function otherVersion(cases: readonly HardeningCase[]): SafeText[] {
	const hashes = cases.map(({assessed}) => assessed.facts.raw.Config?.Labels?.['com.docker.compose.config-hash'] ?? '');
	return new Set(hashes).size > 1
		? [safe`its containers were created from different versions of the files: docker compose up makes them equal`]
		: [];
}
