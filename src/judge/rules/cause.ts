import {plainCapability} from '../../base/index.js';
import type {Change} from '../changes/change.js';
import {optionText, type RunOption} from '../changes/run-option.js';
import type {Evidence} from './verdict.js';

/*
 * What a finding rests on: options of `docker run`. Findings on one option are one cause, however many rules report it: the score
 * counts it once, and the pages show it as one row.
 */

/**
 * Of a finding that comes from no danger: the options that its remedy removes; of what is missing, the first that it adds. Where no
 * option helps, each thing that was read: the image shows both that it is Redis and that its tag is `latest`, the command only the first.
 */
export function causesOfRemedy(rule: string, evidence: readonly Evidence[], remedy: Change | null): readonly string[] {
	const {remove = [], add = []} = remedy ?? {};
	const options = remove.length > 0 ? remove : add.slice(0, 1);
	if (options.length > 0) return [...new Set(options.map(optionName))];
	const read = evidence.map(({source, path, value}) => `${source} ${path} ${value}`);
	return read.length === 0 ? [rule] : [...new Set(read)];
}

/**
 * An option as the name of a cause, however it was typed: `--cap-add cap_sys_admin` is `--cap-add SYS_ADMIN`. Without its value where a
 * container can have only one of them: `--security-opt no-new-privileges:false` is `--security-opt no-new-privileges`, and any limit is
 * `limits`.
 */
export function optionName({name, value}: RunOption): string {
	if (/^--(memory|memory-swap|pids-limit|cpus|cpu-shares|cpu-quota)$/.test(name)) return 'limits';
	if (value === null) return name;
	if (/^--cap-(add|drop)$/.test(name)) return `${name} ${plainCapability(value)}`;
	const [, securityOption] = (name === '--security-opt' && /^([\w-]+)[=:]/.exec(value)) || [];
	return securityOption === undefined ? optionText({name, value}) : `${name} ${securityOption}`;
}
