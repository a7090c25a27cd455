import type {ContainerFacts} from '../../facts/index.js';
import {fail, pass} from '../rule.js';
import type {Judgement} from '../verdict.js';
import {inspected} from './evidence.js';

/** Fails where this resource has no limit. */
export function judgeLimit({limits}: ContainerFacts, resource: 'memory' | 'pids' | 'cpu', field: string): Judgement {
	const limit = limits[resource];
	return limit === null ? fail(inspected(`HostConfig.${field}`, 'none')) : pass(inspected(`HostConfig.${field}`, limit));
}
