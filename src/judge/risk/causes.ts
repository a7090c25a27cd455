import type {ContainerVerdict} from '../rules/verdict.js';

/** A finding that counts, and those that rest on the same cause and are no worse. */
export type CauseGroup<V extends ContainerVerdict = ContainerVerdict> = {readonly worst: V; readonly others: readonly V[]};

/**
 * Folds findings by cause: as many of them count as there are options they rest on, the worst ones. Two findings on one mount count once; two on
 * the same two mounts count twice.
 *
 * A finding gets one of its options that no worse finding needs, which is a matching in a bipartite graph: the sum over the findings that count
 * is the largest there is, so taking a finding away, or lowering it, never raises the sum.
 * @source the greedy algorithm on a transversal matroid: Edmonds and Fulkerson, Transversals and Matroid Partition (1965)
 *
 * @param findings  worst first
 */
export function foldByCause<V extends ContainerVerdict>(findings: readonly V[]): readonly CauseGroup<V>[] {
	const owners = new Map<string, V>();
	const groups = new Map<V, {worst: V; others: V[]}>();
	for (const finding of findings) {
		if (takesCause(finding, owners, new Set())) {
			groups.set(finding, {worst: finding, others: []});
			continue;
		}
		const taken = new Set(causesOf(finding).map(cause => owners.get(cause)));
		[...groups.values()].find(({worst}) => taken.has(worst))?.others.push(finding);
	}
	return [...groups.values()];
}

/** Takes a free cause, or one whose owner can take another. */
function takesCause<V extends ContainerVerdict>(finding: V, owners: Map<string, V>, asked: Set<string>): boolean {
	for (const cause of causesOf(finding)) {
		if (asked.has(cause)) continue;
		asked.add(cause);
		const owner = owners.get(cause);
		if (owner !== undefined && !takesCause(owner, owners, asked)) continue;
		owners.set(cause, finding);
		return true;
	}
	return false;
}

const causesOf = ({rule, causes}: ContainerVerdict): readonly string[] => (causes.length > 0 ? causes : [rule]);
