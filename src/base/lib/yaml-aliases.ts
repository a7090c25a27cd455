import {type Alias, type Document, isAlias, isMap, isNode, isPair, isSeq, type Node} from 'yaml';
import {MAX_LEVELS} from './yaml-depth.js';

/** A policy that aliases shorten has fewer values; with more, it could not be processed in reasonable time. */
const MAX_THROUGH_ALIASES = 100_000;

/** How many values a node has through aliases, and how many levels: a reader goes that deep. */
type Size = {readonly through: number; readonly levels: number};

const nothing: Size = {through: 0, levels: 0};

function sum(sizes: readonly Size[], levels: number): Size {
	let size: Size = {through: 0, levels};
	for (const one of sizes) size = {through: size.through + one.through, levels: Math.max(size.levels, one.levels + levels)};
	return size;
}

type Aliases = {readonly targets: ReadonlyMap<Alias, Node>; readonly problems: {readonly node: Node; readonly text: string}[]};

/**
 * What each alias of a document refers to. An alias inside its own anchor never ends, and nested ones grow
 * exponentially ("billion laughs"): both are problems, as is one without a preceding anchor.
 *
 * @source YAML 1.2.2, 7.1: an alias refers to the most recent preceding node with its anchor
 */
export function resolveAliases({contents}: Document): Aliases {
	const anchors = new Map<string, Node>();
	const targets = new Map<Alias, Node>();
	const sizes = new Map<Node, Size>();
	const problems: {node: Node; text: string}[] = [];

	function measure(node: unknown): Size {
		if (isPair(node)) return sum([measure(node.key), measure(node.value)], 0);
		if (isAlias(node)) return measureAlias(node);
		if (!isNode(node)) return nothing;
		if (node.anchor !== undefined) anchors.set(node.anchor, node);
		const size = isMap(node) || isSeq(node) ? sum(node.items.map(measure), 1) : nothing;
		sizes.set(node, size);
		return size;
	}

	function measureAlias(alias: Alias): Size {
		const target = anchors.get(alias.source);
		if (target === undefined) {
			problems.push({node: alias, text: `no anchor "${alias.source}" is defined before this alias`});
			return nothing;
		}
		const {through, levels} = sizes.get(target) ?? {through: 0, levels: Number.POSITIVE_INFINITY};
		if (levels > MAX_LEVELS) {
			const why = sizes.has(target) ? 'is nested too deeply' : 'refers to itself';
			problems.push({node: alias, text: `the alias "${alias.source}" ${why}`});
			return nothing;
		}
		targets.set(alias, target);
		return {through: through + 1, levels};
	}

	if (measure(contents).through > MAX_THROUGH_ALIASES && contents !== null) {
		problems.push({node: contents, text: `its aliases expand to more than ${MAX_THROUGH_ALIASES} values`});
	}
	return {targets, problems};
}
