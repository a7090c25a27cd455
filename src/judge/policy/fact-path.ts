import {
	type BlindSpot,
	type ContainerFacts,
	containerShape,
	type Leaf,
	nearest,
	ownValue,
	type Shape,
	sanitise,
} from '../../base/index.js';

/** `labels["com.example.team"]` is a field and a pick by name. */
type Segment = {readonly kind: 'field' | 'pick'; readonly name: string};

/** What a path refers to: a comparable value, or something that can only be tested for existence. */
export type FactKind = Leaf | 'structure';

/** The values at a path (a list contributes each of its elements), or why they could not be seen. */
export type FoundFact =
	| {readonly known: true; readonly values: readonly unknown[]}
	| {readonly known: false; readonly reason: BlindSpot};

export function kindOfFact(path: string): {readonly kind: FactKind} | {readonly problem: string} {
	const segments = segmentsOf(path);
	if (segments === null)
		return {problem: `"${sanitise(path)}" is not a path: write it like namespaces.network.kind or labels["team"]`};
	let shape: Shape = containerShape;
	let walked = 'a container';
	for (const [index, segment] of segments.entries()) {
		const next = step(shape, segment, index === segments.length - 1);
		if (typeof next === 'string') return {problem: `unknown fact "${sanitise(path)}": ${walked} ${next}`};
		shape = next.shape;
		walked = `"${sanitise(textOf(segments.slice(0, index + 1)))}"`;
	}
	const end = typeof shape === 'object' && 'list' in shape ? shape.list : shape;
	return {kind: typeof end === 'string' ? end : 'structure'};
}

/** Reads the values at a path that `kindOfPath` accepted. */
export function readPath(facts: ContainerFacts, path: string): FoundFact {
	return collect(facts, segmentsOf(path) ?? []);
}

function step(shape: Shape, segment: Segment, last: boolean): {shape: Shape} | string {
	const name = sanitise(segment.name);
	if (segment.kind === 'pick') {
		if (typeof shape === 'string' || !('list' in shape)) return `has no entries to pick by name`;
		const fields = fieldsOf(shape.list);
		if (fields === null || !('name' in fields)) return 'has entries without a name';
		return {shape: (last && fields['value']) || shape.list};
	}
	const fields = fieldsOf(typeof shape === 'object' && 'list' in shape ? shape.list : shape);
	if (fields === null) return `has no parts, so no "${name}"`;
	const next = ownValue(fields, segment.name) ?? null;
	return next === null ? `has no "${name}"${nearest(segment.name, namesOf(fields))}` : {shape: next};
}

type Fields = Readonly<Record<string, Shape | null>>;

const fieldsOf = (shape: Shape): Fields | null => (typeof shape === 'object' && 'fields' in shape ? shape.fields : null);

/** Those that a condition may name. */
const namesOf = (fields: Fields): readonly string[] => Object.keys(fields).filter(name => fields[name] !== null);

function segmentsOf(path: string): Segment[] | null {
	const segments: Segment[] = [];
	let rest = path;
	while (rest !== '') {
		const match = /^(?:(?<field>[A-Za-z]\w*)|\["(?<pick>[^"]+)"\])(?<dot>\.(?=[A-Za-z])|(?=\[)|$)/.exec(rest);
		if (match === null) return null;
		const {field, pick = ''} = match.groups ?? {};
		segments.push(field === undefined ? {kind: 'pick', name: pick} : {kind: 'field', name: field});
		rest = rest.slice(match[0].length);
	}
	return segments[0]?.kind === 'field' ? segments : null;
}

const textOf = (segments: readonly Segment[]): string =>
	segments.map(({kind, name}, index) => (kind === 'pick' ? `["${name}"]` : `${index === 0 ? '' : '.'}${name}`)).join('');

function collect(value: unknown, segments: readonly Segment[]): FoundFact {
	if (value === null || value === undefined) return {known: true, values: []};
	if (typeof value === 'object' && 'known' in value) return collectKnown(value, segments);
	if (value instanceof Set) return collect([...value], segments);
	if (Array.isArray(value)) return collectEach(value, segments);
	const [segment, ...rest] = segments;
	if (segment === undefined) return {known: true, values: [value]};
	return collect(fieldOf(value, segment.name), rest);
}

function collectKnown(value: object, segments: readonly Segment[]): FoundFact {
	if ('value' in value && fieldOf(value, 'known') === true) return collect(value.value, segments);
	const reason = fieldOf(value, 'reason');
	const [source, why] = [fieldOf(reason, 'source'), fieldOf(reason, 'reason')];
	return {
		known: false,
		reason: {source: typeof source === 'string' ? source : 'facts', reason: typeof why === 'string' ? why : 'not seen'},
	};
}

function collectEach(elements: readonly unknown[], segments: readonly Segment[]): FoundFact {
	const [segment, ...rest] = segments;
	const found =
		segment?.kind === 'pick'
			? elements
					.filter(element => fieldOf(element, 'name') === segment.name)
					.map(element => (rest.length === 0 ? collect(fieldOf(element, 'value') ?? element, rest) : collect(element, rest)))
			: elements.map(element => collect(element, segments));
	const blind = found.find(one => !one.known);
	return blind ?? {known: true, values: found.flatMap(one => (one.known ? one.values : []))};
}

function fieldOf(value: unknown, name: string): unknown {
	if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
	return Reflect.get(value, name);
}
