import {foreignProcessesQuestion} from '../drift/foreign-question.js';
import {hostEvidenceQuestion} from '../hardening/evidence/host-question.js';
import {serveQuestions} from '../host/reader/serve.js';
import {liveFilesQuestion} from '../scanners/enrichment/live-question.js';
import {packagesQuestion} from '../scanners/inventory/packages-question.js';
import {alertProgramsQuestion} from './doctor/alert-programs.js';

// Entry point of the reader process: dist/reader.js, or the single executable started with --dockscope-reader. It lists the questions of each room.
serveQuestions([hostEvidenceQuestion, foreignProcessesQuestion, liveFilesQuestion, packagesQuestion, alertProgramsQuestion]);
