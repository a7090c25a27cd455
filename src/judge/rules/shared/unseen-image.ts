import {cannotTell} from '../rule.js';
import type {ContainerScope} from '../scope.js';
import type {Judgement} from '../verdict.js';

/** The image of a container was not inspected, with the engine's reason where it gave one: it may be gone, or a proxy refuses it. */
export const imageNotSeen = ({imageUnseen}: Pick<ContainerScope, 'imageUnseen'>): Judgement =>
	cannotTell(imageUnseen ?? {source: 'engine:/images/json', reason: 'its image could not be inspected'});
