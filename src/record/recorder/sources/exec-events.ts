import {type SafeText, safe, trusted} from '../../../base/index.js';
import type {EventLine} from '../events/event-meaning.js';
import type {Subject} from '../store/entry.js';

/** Execs whose user is awaited, or known before they start. */
const MAX_EXECS = 200;

/** Records each exec once, as whom it runs included: that is in the engine's answer about it, which may come before or after its start. */
export function joinExecs(write: (subject: Subject, line: EventLine) => void) {
	const users = new Map<string, SafeText>();
	const waiting = new Map<string, {readonly subject: Subject; readonly line: EventLine}>();
	const writeWith = (exec: string, user: SafeText): void => {
		const found = waiting.get(exec);
		if (found === undefined) return;
		waiting.delete(exec);
		const {subject, line} = found;
		write(subject, {...line, detail: safe`${user}: ${line.detail ?? trusted('')}`});
	};
	const settle = (exec: string, user: SafeText): void => {
		if (waiting.has(exec)) {
			writeWith(exec, user);
			return;
		}
		users.set(exec, user);
		const [oldest] = users.keys();
		if (users.size > MAX_EXECS && oldest !== undefined) users.delete(oldest);
	};

	return {
		started(exec: string, subject: Subject, line: EventLine): void {
			// An id that comes twice is another exec.
			writeWith(exec, unknownUser);
			waiting.set(exec, {subject, line});
			const user = users.get(exec);
			users.delete(exec);
			if (user !== undefined) writeWith(exec, user);
			const [oldest] = waiting.keys();
			if (waiting.size > MAX_EXECS && oldest !== undefined) writeWith(oldest, unknownUser);
		},
		answered(exec: string, user: SafeText, isPrivileged: boolean): void {
			const who = safe`as ${user}${trusted(isPrivileged ? ', privileged' : '')}`;
			settle(exec, who);
		},
		/** The engine did not say. */
		unanswered: (exec: string): void => settle(exec, unknownUser),
		/** It is a health check. */
		forget: (exec: string): void => void waiting.delete(exec),
		/** Nothing is awaited any more. */
		flush(): void {
			for (const exec of waiting.keys()) writeWith(exec, unknownUser);
		},
	};
}

const unknownUser = trusted('user unknown');
