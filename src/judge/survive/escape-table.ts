import * as v from 'valibot';
import {once} from '../../base/index.js';
import table from './escapes.json';

/**
 * Where it starts: `container` by code that runs in one; `image` by what an image, an archive or a layer brings; `operator` when someone copies,
 * executes or restores; `build` and `api` by who may use the engine; `local` by a user of the host; `network` from another machine; `cri`
 * through containerd's CRI or a client of containerd, which Docker's containers never pass.
 */
const reaches = ['container', 'image', 'operator', 'build', 'api', 'local', 'network', 'cri'] as const;

const text = v.pipe(v.string(), v.minLength(1));
const day = v.pipe(v.string(), v.isoDate());
const entrySchema = v.strictObject({
	id: v.pipe(v.string(), v.regex(/^(CVE-\d{4}-\d{4,7}|GHSA(-[\da-z]{4}){3})$/)),
	aliases: v.optional(v.array(text)),
	/** In our words. */
	title: v.pipe(text, v.maxLength(60)),
	component: v.picklist([
		...(['linux', 'docker', 'runc', 'containerd', 'podman', 'buildah', 'crun', 'kata'] as const),
		...(['nvidia-container-toolkit', 'docker-desktop'] as const),
	]),
	/** `bypass` of isolation between containers, or of what confines one. */
	kind: v.picklist(['escape', 'bypass', 'host-read', 'host-dos', 'supply-chain']),
	reach: v.picklist(reaches),
	since: v.optional(text),
	/** First fixed release of each branch; empty: no release is known to have the fix. */
	fixed: v.array(text),
	/** All of these, of each one of its terms: see `need-of.ts`. */
	needs: v.optional(v.array(v.pipe(v.array(text), v.minLength(1)))),
	/** Since when CISA lists it as exploited. */
	kev: v.optional(day),
	/** An exploit is public. */
	public: v.optional(v.literal(true)),
	note: v.optional(text),
	source: v.pipe(v.string(), v.url()),
});
const tableSchema = v.strictObject({
	asOf: day,
	/** The newest branch of each component that was looked at: nothing is known of a later one. */
	covers: v.record(v.string(), text),
	entries: v.array(entrySchema),
	excluded: v.array(v.strictObject({id: text, why: text})),
});

export type EscapeEntry = v.InferOutput<typeof entrySchema>;
export type Component = EscapeEntry['component'];
export type EscapeTable = v.InferOutput<typeof tableSchema>;

/** Known escapes, and other ways across a container's boundary, that were published until a day. */
export const escapeTable = once((): EscapeTable => v.parse(tableSchema, table));

export const entryNamed = (id: string): EscapeEntry | undefined => {
	const asked = id.toUpperCase();
	return escapeTable().entries.find(one => [one.id, ...(one.aliases ?? [])].some(name => name.toUpperCase() === asked));
};

/** Days after which nothing passes by the table. */
const MAX_TABLE_AGE = 60;

/** @param now  RFC 3339; absent: not known, so that it may be too old */
export const isTableOld = (now: string | undefined): boolean =>
	now === undefined || Date.parse(now) > Date.parse(escapeTable().asOf) + MAX_TABLE_AGE * 86_400_000;

/** Exploited or public ones first, then the newest. */
export const worstEntryFirst = (a: EscapeEntry, b: EscapeEntry): number =>
	rankOf(b) - rankOf(a) || b.id.localeCompare(a.id, 'en', {numeric: true});

const rankOf = ({kev, public: isPublic, kind}: EscapeEntry): number =>
	(kev === undefined ? 0 : 4) + (isPublic === true ? 2 : 0) + (kind === 'escape' ? 1 : 0);
