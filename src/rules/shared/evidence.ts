import type {BlindSpot} from '../../answers/index.js';
import {cannotTell} from '../rule.js';
import type {Evidence, Judgement} from '../verdict.js';

type Value = Evidence['value'] | readonly string[];

const seen =
	(source: string) =>
	(path: string, value: Value): Evidence => ({source, path, value: text(value)});

/** What `GET /containers/{id}/json` says; `path` as in its answer. Values are sanitised text of the facts, never a secret. */
export const fromInspect = seen('inspect');
/** What `GET /info` says. */
export const fromInfo = seen('info');
/** What `GET /containers/{id}/top` shows. */
export const fromTop = seen('top');
/** What /proc shows of the container's first process. */
export const fromProc = seen('proc');
/** What `GET /networks` says. */
export const fromNetworks = seen('networks');
/** What `GET /containers/{id}/changes` shows. */
export const fromChanges = seen('changes');
/** What `GET /exec/{id}/json` says. */
export const fromExec = seen('exec');
/** What the image's inspect says. */
export const fromImage = seen('image');
/** What a file or table of the host says. */
export const fromHost = seen('host');
/** What the policy file asks for. */
export const fromPolicy = seen('policy');

/** A list reads `none` when it is empty: an empty cell could mean that it was not checked. */
const text = (value: Value): Evidence['value'] =>
	Array.isArray(value) ? (value.length === 0 ? 'none' : value.join(', ')) : (value as Evidence['value']);

/** `/info` has not answered, or does not have this field. */
export const infoMissing = (path: string): Judgement =>
	cannotTell({source: 'engine:/info', reason: `the engine did not report ${path}`});

/** A fact that was not seen, as a judgement. */
export const notSeen = (fact: {readonly known: false; readonly reason: BlindSpot}): Judgement => cannotTell(fact.reason);
