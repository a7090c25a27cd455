import {type Alias, type Document, isAlias, isMap, isNode, isPair, isSeq, type Node} from 'yaml';

/** A policy that aliases shorten has fewer values; with more, it could not be processed in reasonable time. */
const mostThroughAliases = 100_000;

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
	const sizes = new Map<Node, number>();
	const problems: {node: Node; text: string}[] = [];

	/** How many values a node has through aliases. */
	function measure(node: unknown): number {
		if (isPair(node)) return measure(node.key) + measure(node.value);
		if (isAlias(node)) return measureAlias(node);
		if (!isNode(node)) return 0;
		if (node.anchor !== undefined) anchors.set(node.anchor, node);
		let through = 0;
		if (isMap(node) || isSeq(node)) for (const item of node.items) through += measure(item);
		sizes.set(node, through);
		return through;
	}

	function measureAlias(alias: Alias): number {
		const target = anchors.get(alias.source);
		if (target === undefined) {
			problems.push({node: alias, text: `no anchor "${alias.source}" is defined before this alias`});
			return 0;
		}
		const through = sizes.get(target);
		if (through === undefined) {
			problems.push({node: alias, text: `the alias "${alias.source}" refers to itself`});
			return 0;
		}
		targets.set(alias, target);
		return through + 1;
	}

	if (measure(contents) > mostThroughAliases && contents !== null) {
		problems.push({node: contents, text: `its aliases expand to more than ${mostThroughAliases} values`});
	}
	return {targets, problems};
}
