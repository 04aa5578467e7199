// Whether a plan of the physician's own is asked for before each suggestion. For the sitting, like the theme: the window stores nothing.

export class OwnPlanFirst {
  isOn = $state(false);
}
