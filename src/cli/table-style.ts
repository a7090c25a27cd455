import type {TableStyle} from '../base/index.js';
import type {Run} from './run.js';

/** Width and colour for a terminal; a pipe gets full lines without colour. */
export function tableStyle({line, stdout, env}: Run): TableStyle {
	const terminal = stdout.isTTY === true && line.value('output') === null;
	const plain = line.flag('no-color') || Boolean(env['NO_COLOR']) || env['TERM'] === 'dumb';
	return {
		width: terminal ? Math.max(40, stdout.columns ?? 80) : Number.POSITIVE_INFINITY,
		color: terminal && !plain,
		ascii: line.flag('ascii') || !/utf-?8/i.test(env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || ''),
	};
}
