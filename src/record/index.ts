export type {DriftSources} from './drift/drift-item.js';
export {driftJson} from './drift/drift-json.js';
export {readDriftRecord} from './drift/drift-record.js';
export {type DriftReport, summariseDrift, workloadDrifts} from './drift/drift-report.js';
export {driftText} from './drift/drift-text.js';
export {foreignProcessesQuestion} from './drift/foreign-question.js';
export {readSavedBaseline, saveBaseline} from './drift/saved-baseline.js';
export {postureAt, workloadName} from './drift/workload-drift.js';
export {bundleTar} from './incident/bundle.js';
export {type Collected, collectIncident, fileName, type LogLines} from './incident/collect.js';
export {contentsOf} from './incident/contents.js';
export type {AlertEngine} from './recorder/alerts/alert.js';
export {type AlertPositions, openAlertPositions} from './recorder/alerts/alert-positions.js';
export {cutLines} from './recorder/alerts/cut-lines.js';
export {isFalco, isTetragon} from './recorder/alerts/engine-images.js';
export {followFile} from './recorder/alerts/follow-file.js';
export {listenForAlerts} from './recorder/alerts/listen.js';
export {alertToken, isToken} from './recorder/alerts/token-file.js';
export {detectionSlugs} from './recorder/detections/detect.js';
export {detections} from './recorder/detections/index.js';
export {engineIdentity, isOfEngine} from './recorder/engine-identity.js';
export {type EventLine, readEvent} from './recorder/events/event-meaning.js';
export {type HistoryRow, historyRow, type RaisedAlert} from './recorder/events/history-row.js';
export {eventLineOf, type RecordedLine} from './recorder/events/recorded-line.js';
export {createMetrics} from './recorder/export/metrics.js';
export {createOtlpExporter, type OtlpExporter} from './recorder/export/otlp-exporter.js';
export {type ExportedContainer, type ExportedEntry, otlpLogs} from './recorder/export/otlp-json.js';
export {brief, moreOfTheSame} from './recorder/folding.js';
export {messageOf} from './recorder/notify/message.js';
export {createNotifier} from './recorder/notify/notifier.js';
export {type SendContext, sendTo} from './recorder/notify/send.js';
export {watchEngine} from './recorder/own-watch.js';
export {recordedFor} from './recorder/recorded-for.js';
export {recordedSpans, recordedWithin} from './recorder/recorded-spans.js';
export {runRecorder} from './recorder/recorder.js';
export type {RecorderOptions} from './recorder/recorder-options.js';
export type {AlertSink} from './recorder/sources/foreign-alerts.js';
export {applyEntry} from './recorder/store/apply-entry.js';
export {recorderOf} from './recorder/store/claim.js';
export {type Content, type Entry, happenedAt, type Subject} from './recorder/store/entry.js';
export {type OlderEntries, openStoreHistory, type StoreHistory} from './recorder/store/read-back.js';
export {type RecorderEntry, readRecorded, recorderOn, type StoreContents} from './recorder/store/read-recorded.js';
export {
	openStoreReader,
	readSummary,
	readWorkload,
	readWorkloads,
	type StoreReader,
	segmentsOf,
	storeFolder,
	storePath,
	summaryTime,
} from './recorder/store/read-store.js';
export {engineOf} from './recorder/store/segment-files.js';
export {openStore, type Store} from './recorder/store/store.js';
export {StoreError} from './recorder/store/store-error.js';
export {
	type Generation,
	HABIT_LIMITS,
	type Habit,
	newDirectory,
	newWorkload,
	type Seen,
	type Workload,
} from './recorder/store/workload.js';
export {noSubject, subjectOf} from './recorder/subject.js';
export {workloadOf} from './recorder/workload-name.js';
