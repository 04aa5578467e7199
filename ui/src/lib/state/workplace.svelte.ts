// The window as a whole: who is in it, which screen is open, and what happens to the screens when it is locked.
// The screens hold patient text. A lock keeps the drafts in the vault and lets the screens go, all of them at once.

import type { Backend } from '../api/backend';
import type { LockReason, Place } from '../api/generated';
import { watchful } from '../api/watchful';
import { AdjudicateScreen } from './adjudicate/adjudicate-screen.svelte';
import { AuditLog } from './audit-log.svelte';
import { CurateScreen, type CuratePosition } from './curate-screen.svelte';
import { FinetuneScreen, type NewRunForm } from './finetune/finetune-screen.svelte';
import { ExamplesScreen } from './grade/examples-screen.svelte';
import { GradeScreen } from './grade/grade-screen.svelte';
import { GradingsScreen } from './gradings/gradings-screen.svelte';
import { ImportScreen } from './import-screen.svelte';
import { withRating } from './letter-rating/kept-rating';
import { LetterRatingScreen } from './letter-rating/rating-screen.svelte';
import { LetterStudiesScreen } from './letter-studies/letter-studies-screen.svelte';
import { LettersScreen } from './letters/letters-screen.svelte';
import { Machine } from './machine.svelte';
import { ResultsScreen } from './results/results-screen.svelte';
import type { TypedRules } from './rules/rules-screen.svelte';
import { Session } from './session.svelte';
import { SettingsScreen } from './settings-screen.svelte';
import { OwnPlanFirst } from './suggest/own-plan-first.svelte';
import { SuggestScreen } from './suggest/suggest-screen.svelte';
import { Theme } from './theme.svelte';
import { VaultSetup } from './vault-setup.svelte';

/** What fills the window beside the sidebar: a screen of the sidebar, or a task that stands in front of one. */
export type Activity = 'place' | 'setup' | 'import';
/** What a new vault is wanted for. */
export type SetupPurpose = 'vault' | 'import';

export class Screens {
  readonly suggest: SuggestScreen;
  readonly curate: CurateScreen;
  readonly import: ImportScreen;
  readonly finetune: FinetuneScreen;
  readonly results: ResultsScreen;
  readonly grade: GradeScreen;
  readonly examples: ExamplesScreen;
  readonly adjudicate: AdjudicateScreen;
  readonly gradings: GradingsScreen;
  readonly letters: LettersScreen;
  readonly letterRating: LetterRatingScreen;
  readonly letterStudies: LetterStudiesScreen;
  readonly settings: SettingsScreen;
  readonly audit: AuditLog;
  readonly setup: VaultSetup;

  constructor(backend: Backend, session: Session, machine: Machine, ownPlanFirst: OwnPlanFirst, imported: (cohort: string) => void) {
    this.suggest = new SuggestScreen(backend, machine, ownPlanFirst);
    this.curate = new CurateScreen(backend);
    this.import = new ImportScreen(backend, imported);
    this.finetune = new FinetuneScreen(backend, () => void this.suggest.models.look());
    this.results = new ResultsScreen(backend);
    this.grade = new GradeScreen(backend);
    this.examples = new ExamplesScreen(backend);
    this.adjudicate = new AdjudicateScreen(backend);
    this.gradings = new GradingsScreen(backend);
    this.letters = new LettersScreen(backend);
    this.letterRating = new LetterRatingScreen(backend);
    this.letterStudies = new LetterStudiesScreen(backend);
    this.settings = new SettingsScreen(backend, session);
    this.audit = new AuditLog(backend);
    this.setup = new VaultSetup(backend);
  }

  /** Lets go of everything that goes on by itself and of the text that must not stay in sight. */
  clear(): void {
    this.suggest.clear();
    this.finetune.close();
    this.results.close();
    this.grade.clear();
    this.examples.clear();
    this.adjudicate.clear();
    this.gradings.clear();
    this.letters.clear();
    this.letterRating.clear();
    this.letterStudies.clear();
  }
}

export class Workplace {
  readonly session: Session;
  readonly machine: Machine;
  readonly theme = new Theme();
  readonly ownPlanFirst = new OwnPlanFirst();
  /** Null while locked. */
  screens = $state.raw<Screens | null>(null);
  place = $state<Place>('start');
  activity = $state<Activity>('place');

  /** What stands in the sidebar: the fine-tune pane is a section of Settings for whoever has both. */
  sidebarPlaces: Place[] = $derived.by(() => {
    const { places } = this.session;
    return places.includes('settings') ? places.filter((place) => place !== 'fineTune') : places;
  });
  /** The entry of the sidebar that is open. */
  sidebarPlace: Place = $derived.by(() => (this.place === 'fineTune' && this.session.places.includes('settings') ? 'settings' : this.place));
  modelInMemory = $derived.by(() => this.screens?.suggest.suggestion.modelInMemory ?? this.#modelInMemory);
  /** For the status bar: the model that trains, else the one that is in memory. */
  modelAtWork = $derived.by(() => {
    const training = this.screens?.finetune.watch.head?.row;
    if (training) return `${training.modelName}, training`;
    const letter = this.screens?.letters.work;
    if (letter?.drafting.isRunning) return `${letter.models.chosen?.name ?? 'A model'}, writing`;
    const study = this.screens?.results.watch.progress;
    return study && study.phase !== 'waiting' ? `study ${study.study}, running` : this.modelInMemory;
  });

  /** What the screens ask; a command that finds the vault locked brings the lock into sight. */
  readonly backend: Backend;
  #modelInMemory = $state<string | null>(null);
  #who: string | null = null;
  #purpose: SetupPurpose = 'vault';
  /** Where each person was, what stood in their form of a new run, and rules that were not recorded: for when the same person comes back. */
  readonly #left = new Map<string, { place: Place; newRun: NewRunForm; rules: TypedRules | null }>();
  #restored: Promise<void> = Promise.resolve();

  constructor(backend: Backend) {
    this.backend = watchful(backend, () => {
      if (this.session.isOpen) void this.session.look();
    });
    this.machine = new Machine(backend);
    this.session = new Session(backend, () => this.#sessionChanged());
  }

  async open(): Promise<void> {
    await Promise.all([this.session.look(), this.machine.refresh()]);
  }

  go(place: Place): boolean {
    // A recovery code that is shown once must not be left by a slip of the hand.
    if (!this.screens || this.screens.setup.stage === 'code' || !this.session.places.includes(place)) return false;
    // It waits for an answer: the key or the click was taken all the same.
    if (this.place === 'settings' && place !== 'settings' && this.screens.settings.asksFirst(() => this.go(place))) return true;
    this.place = place;
    this.activity = 'place';
    return true;
  }

  /** How much waits for this person on a screen: as the screen itself says once it knows. */
  waitingAt(place: Place): number {
    const { screens } = this;
    const known: Partial<Record<Place, number | null | undefined>> = { curate: screens?.curate.waiting, grade: screens?.grade.waiting, adjudicate: screens?.adjudicate.waiting, letters: screens?.letterRating.waiting };
    return known[place] ?? this.session.waiting.find((waiting) => waiting.place === place)?.count ?? 0;
  }

  /** Opens the nth screen of the sidebar, from 1. */
  goTo(number: number): boolean {
    const place = this.sidebarPlaces[number - 1];
    return place !== undefined && this.go(place);
  }

  async openDemonstration(): Promise<void> {
    await this.session.openDemonstration();
  }

  async leaveDemonstration(): Promise<void> {
    await this.#leave('signedOut');
  }

  setUp(purpose: SetupPurpose): void {
    this.#purpose = purpose;
    this.screens?.setup.forget();
    this.activity = 'setup';
  }

  /** The recovery code was kept: goes into the new vault. */
  async finishSetup(): Promise<void> {
    this.screens?.setup.forget();
    await this.session.look();
    await this.#restored;
    if (this.session.isOpen && this.#purpose === 'import') await this.importExports();
  }

  /** Asks for the exports and shows them; without any, stays where it was. */
  async importExports(): Promise<void> {
    const screens = this.screens;
    if (!screens || !this.session.places.includes('curate')) return;
    const hasSomething = await screens.import.choose();
    if (hasSomething && screens === this.screens) this.activity = 'import';
  }

  /** Back from a task to the screen behind it. */
  back(): void {
    this.activity = 'place';
  }

  /** Takes everything out of sight first, keeps the drafts, then locks. */
  async lock(reason: LockReason): Promise<boolean> {
    if (!this.session.person) return false;
    await this.#leave(reason);
    return true;
  }

  async #leave(reason: LockReason): Promise<void> {
    const screens = this.screens;
    if (screens) {
      this.#rememberPlace(screens);
      this.#modelInMemory = screens.suggest.suggestion.modelInMemory ?? this.#modelInMemory;
      const drafts = this.session.person ? draftsOf(screens) : [];
      const heldLetter = screens.letters.holdsDraft;
      const keepingLetter = screens.letters.keepForLock();
      const { kept } = screens.letterRating;
      screens.clear();
      this.screens = null;
      // The last word must be written last.
      await Promise.all([screens.grade.draftWritten, screens.adjudicate.draftWritten, screens.letters.draftWritten]);
      const letter = withRating(await keepingLetter, kept);
      if (this.session.person && (letter !== '' || heldLetter)) drafts.push({ place: 'letters', content: letter });
      for (const { place, content } of drafts) await this.#keep(place, content);
    }
    await this.session.lock(reason);
  }

  #rememberPlace(screens: Screens): void {
    if (this.#who) this.#left.set(this.#who, { place: this.place, newRun: screens.finetune.form, rules: screens.settings.rules.draft });
  }

  #sessionChanged(): void {
    const view = this.session.view;
    if (!view || view.kind === 'locked') {
      if (this.screens) this.#rememberPlace(this.screens);
      this.screens?.clear();
      this.screens = null;
      this.#who = null;
      return;
    }
    const who = view.kind === 'noVault' ? 'nobody' : view.isDemonstration ? 'demonstration' : (view.person?.account ?? '');
    if (who === this.#who && this.screens) return;
    this.#who = who;
    const screens = new Screens(this.backend, this.session, this.machine, this.ownPlanFirst, (cohort) => this.#imported(cohort));
    const left = this.#left.get(who);
    this.place = left && view.places.includes(left.place) ? left.place : (view.places[0] ?? 'suggest');
    if (left) screens.finetune.resumeAt(left.newRun);
    if (left?.rules) screens.settings.resumeAt(left.rules);
    this.activity = 'place';
    this.screens = null;
    // A run goes on behind the lock: whoever may see it is told at once, wherever they are.
    if (view.places.includes('fineTune')) void screens.finetune.watch.watch();
    if (view.places.includes('results')) void screens.results.watch.watch();
    if (view.kind === 'open' && view.person) this.#restored = this.#restore(screens, view.places);
    else this.screens = screens;
  }

  #imported(cohort: string): void {
    if (!this.screens) return;
    this.screens.curate.chosenId = '';
    this.screens.curate.resumeAt({ cohort, case: null, marks: [] });
    this.go('curate');
  }

  /** Shows the screens once the drafts of this person are in them. A draft that is back is taken out of the vault. */
  async #restore(screens: Screens, places: Place[]): Promise<void> {
    const who = this.#who;
    const read = async (place: Place) => {
      const content = places.includes(place) ? await this.backend.draft(place).catch(() => null) : null;
      if (content) await this.#keep(place, '');
      return content;
    };
    // The screens of grades let go of their drafts by themselves once they are recorded, so that a crash before that takes nothing.
    const readOnly = async (place: Place) => (places.includes(place) ? await this.backend.draft(place).catch(() => null) : null);
    const [diagnosis, position, grade, panel, letter] = await Promise.all([read('suggest'), read('curate'), readOnly('grade'), readOnly('adjudicate'), readOnly('letters')]);
    if (who !== this.#who) return;
    if (grade) screens.grade.resumeAt(grade);
    if (diagnosis) screens.suggest.resumeAt(diagnosis);
    const resumed = position ? positionFrom(position) : null;
    if (resumed) screens.curate.resumeAt(resumed);
    if (panel) screens.adjudicate.resumeAt(panel);
    if (letter) screens.letters.resumeAt(letter);
    if (letter) screens.letterRating.resumeAt(letter);
    this.screens = screens;
  }

  async #keep(place: Place, content: string): Promise<void> {
    await this.backend.keepDraft(place, content).catch(() => {
      // OK because locking comes before keeping: a vault that takes no draft must still be locked.
    });
  }
}

function draftsOf(screens: Screens): { place: Place; content: string }[] {
  const suggest = screens.suggest.draft;
  const { position } = screens.curate;
  const { draft } = screens.grade;
  const panel = screens.adjudicate.draftAtLock;
  return [
    ...(suggest === '' ? [] : [{ place: 'suggest' as const, content: suggest }]),
    ...(position ? [{ place: 'curate' as const, content: JSON.stringify(position) }] : []),
    ...(draft === '' ? [] : [{ place: 'grade' as const, content: draft }]),
    ...(panel === null ? [] : [{ place: 'adjudicate' as const, content: panel }]),
  ];
}

function positionFrom(content: string): CuratePosition | null {
  try {
    const { cohort, case: caseId, marks } = JSON.parse(content) as Partial<CuratePosition>;
    return typeof cohort === 'string' ? { cohort, case: caseId ?? null, marks: Array.isArray(marks) ? marks : [] } : null;
  } catch {
    return null;
  }
}
