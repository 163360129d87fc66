"""The page of instructions in the workbook that `thor excel template` writes."""

PAGE = """\
# Quotes from ThinkOrSwim to Thor

The sheet LiveData asks ThinkOrSwim for quotes. Start ThinkOrSwim on this machine, log in, then \
open this workbook. The cells say 'loading' for a moment. A symbol that says N/A for ever is \
spelled wrong: futures look like /ES:XCME, options like .SPY260116C600, indexes like $SPX.

Add a symbol by copying a row and changing its first cell. Columns may be moved, added and \
removed; Thor finds them by their names and needs Symbol and one of Last, Bid and Ask.

There are two ways for the quotes to reach Thor. Choose one.

# 1. Thor reads the file

Excel changes the cells in its memory; Thor sees what was saved last. So let a macro save the \
workbook every second:

1. File, Save As, Excel Macro-Enabled Workbook (.xlsm), in a folder that the machine with Thor sees.
2. Alt+F11, Insert, Module, and paste:

    Private nextSave As Date

    Sub ThorStart()
        Application.RTD.ThrottleInterval = 250
        nextSave = Now + TimeSerial(0, 0, 1)
        Application.OnTime nextSave, "ThorSave"
    End Sub

    Sub ThorSave()
        On Error Resume Next
        ThisWorkbook.Save
        On Error GoTo 0
        ThorStart
    End Sub

    Sub ThorStop()
        On Error Resume Next
        Application.OnTime nextSave, "ThorSave", , False
    End Sub

3. Alt+F8, ThorStart, Run. ThorStop ends it; run it before you close the workbook.
4. Where Thor runs:  ./thor up --excel WORKBOOK --sheet LiveData

# 2. The bridge sends the cells

A small program on this machine reads the cells through Excel four times a second and pushes what \
changed. Nothing needs to be saved, and Thor may run anywhere.

1. Where Thor runs:  ./thor up --pushed
2. Make an API key that may push quotes, and install the bridge: both are described in \
bridge/README.md of Thor.
3. Here, with this workbook open:  thor-bridge run --url http://THOR:8000 --workbook WORKBOOK
"""
