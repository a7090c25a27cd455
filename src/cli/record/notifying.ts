import {hostname} from 'node:os';
import {isSeverity, networkTrouble, sanitise} from '../../base/index.js';
import type {NotifyTarget, Policy} from '../../judge/index.js';
import {type Content, createNotifier, happenedAt, type Store, type Subject, sendTo} from '../../record/index.js';
import {sendContext, shownTarget} from '../notify/notify.js';
import type {Run} from '../run.js';

/** Milliseconds between two looks at what is due. */
const second = 1000;
/** Milliseconds in which the last messages must be sent when the recorder ends. */
const farewell = 5_000;

/** The store, whose alerts are also sent to whom the policy names. A message that is not sent is reported, and nothing waits for it. */
export function notifying(store: Store, {notify: targets}: Pick<Policy, 'notify'>, run: Pick<Run, 'env' | 'stderr'>): Store {
	if (targets.length === 0) return store;
	const notifier = createNotifier({
		targets,
		host: sanitise(hostname()),
		send: (target, message, signal) => sendTo(target, message, sendContext(run), signal),
		onFailure: (target: NotifyTarget, error) =>
			void run.stderr.write(`${shownTarget(target)} was not notified: ${networkTrouble(error)}\n`),
		now: Date.now,
		minuteOfDay(at) {
			const day = new Date(at);
			return day.getHours() * 60 + day.getMinutes();
		},
	});
	const timer = setInterval(() => void notifier.tick(), second);
	return {
		...store,
		add(subject: Subject, content: Content) {
			const entry = store.add(subject, content);
			const isExpected = content.kind === 'detection' && content.excepted !== '';
			if (!isExpected && (content.kind === 'detection' || content.kind === 'alert')) {
				const {rule, severity, text, count} = content;
				const name = subject.workload === '' ? subject.container : subject.workload;
				if (isSeverity(severity)) notifier.add({at: happenedAt(entry), severity, rule, workload: name, text, count});
			}
			return entry;
		},
		async close() {
			clearInterval(timer);
			await Promise.race([notifier.close(), new Promise(done => setTimeout(done, farewell).unref())]);
			await store.close();
		},
	};
}
