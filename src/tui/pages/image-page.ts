import {counted, type ImageFacts, type ImageSignature, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {changeLines} from './changes-page.js';
import {blank, type Column, heading, type Line, line, type Page, pairLines, prose, say, tableLines} from './layout/page.js';
import type {ContainerContext} from './page-state.js';
import {age, bytes, reasonOf, reasonOrAsking} from './words.js';

const columns: readonly Column[] = [
	{title: trusted('SIZE'), align: 'right'},
	{title: trusted('KIND'), drop: 1},
	{title: trusted('STEP')},
];

/** Where the image comes from, how old it is, how it was built, and what the container changed since. */
export function imagePage(context: ContainerContext): Page {
	const {assessed, state, entry, width} = context;
	const {image, facts} = assessed;
	const asking = [...state.asking].some(key => key.startsWith(`${entry.id}/`));
	return {
		lines: [
			heading(' PROVENANCE'),
			...pairLines('asked for', facts.image, width),
			...pairLines('image id', facts.imageId, width),
			...(image
				? provenance(image, {clock: state.clock, asking}, width)
				: [
						line(
							say(
								asking
									? '   asking the engine …'
									: safe`   the image was not inspected: ${state.keyNames.refresh} asks the engine`,
							),
						),
					]),
			...(image ? historyLines(image, asking, width) : []),
			...changeLines(context, asking),
		],
	};
}

function provenance(image: ImageFacts, {clock, asking}: {clock: number; asking: boolean}, width: number): readonly Line[] {
	const built =
		image.createdAt === null
			? 'unknown (a reproducible build sets no date)'
			: `${age(image.createdAt, clock)} ago, ${image.createdAt}`;
	const size =
		image.size === null ? 'unknown' : `${bytes(image.size)} in ${counted(image.layers, 'layer')}, ${image.architecture}`;
	const rows: [string, SafeText | string][] = [
		...listed('tag', image.tags, 'none: the tag now points to another image, or it was built without one'),
		...listed('digest', image.digests, 'none'),
		...origin(image),
		['built', built],
		['system', image.os.known ? image.os.value.prettyName : reasonOrAsking(image.os.reason, asking)],
		['size', size],
		['user', image.user.configured === '' ? 'root (no user is set)' : image.user.configured],
		['exposes', image.exposedPorts.join(' ')],
		['volumes', image.volumes.join(' ')],
	];
	return [
		...rows.filter(([, value]) => value !== '').flatMap(([name, value]) => pairLines(name, value, width)),
		...image.secrets.flatMap(({path, kind}) => pairLines('secret', `${path} (${kind})`, width, {tone: 'high'})),
	];
}

/** Where it came from. A registry that a pull or push left in a digest stands there already. */
function origin({origin: seen}: ImageFacts): [string, SafeText | string][] {
	if (!seen.known) return [['origin', reasonOf(seen.reason)]];
	const {shownBy, repositories, builds, signatures} = seen.value;
	if (repositories.length === 0 && builds.length === 0)
		return [['origin', 'no registry: built here, or loaded from a file'], ...signed(signatures)];
	if (shownBy === 'RepoDigests') return [];
	return [
		...repositories.map((repository): [string, string] => ['from', `${repository} (pulled from, or pushed to)`]),
		...builds.map((reference): [string, SafeText] => ['build', reference]),
		...signed(signatures),
	];
}

/** Anyone can sign: whether the signer is the right one is for the reader to judge. */
const signed = (signatures: readonly ImageSignature[]): [string, SafeText | string][] =>
	signatures.map(({signer, issuer, source, knownSigner, error}) => {
		if (error !== null) return ['signature', `not verified: ${error}`];
		const by = [knownSigner, signer, issuer && `identified by ${issuer}`, source && `source ${source}`];
		return ['signed by', by.filter(part => part !== null).join(', ') || 'an unnamed key'];
	});

const listed = (name: string, values: readonly SafeText[], none: string): [string, SafeText | string][] =>
	values.length === 0 ? [[name, none]] : values.map(value => [name, value]);

function historyLines({history}: ImageFacts, asking: boolean, width: number): readonly Line[] {
	if (!history.known)
		return [blank, heading(' HISTORY'), ...prose(reasonOrAsking(history.reason, asking), width, {indent: 3, tone: 'muted'})];
	const rows = history.value.map(({size, kind, instruction}) => [bytes(size), sanitise(kind), instruction]);
	return [
		blank,
		heading(' HISTORY'),
		...tableLines(
			{columns, rows},
			history.value.map(({instruction}) => ({copy: instruction})),
		),
	];
}
